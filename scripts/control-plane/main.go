// Runs one part of a Kubernetes control plane, chosen by the first argument, for as long as its parent lives.
package main

import (
	"fmt"
	"os"

	_ "time/tzdata" // CronJobs with a time zone

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	manager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

func main() {
	if len(os.Args) < 2 {
		exitWith(fmt.Errorf("usage: control-plane apiserver|controller-manager|etcd|kwok|lab|pki|scheduler ARGS…"))
	}
	part := os.Args[1]
	os.Args = append([]string{part}, os.Args[2:]...)
	if part != "pki" {
		endWithParent()
	}
	// Only the part that is asked for is made: each command installs signal handlers of its own.
	switch part {
	case "apiserver":
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case "controller-manager":
		os.Exit(cli.Run(manager.NewControllerManagerCommand()))
	case "scheduler":
		os.Exit(cli.Run(scheduler.NewSchedulerCommand()))
	case "etcd":
		exitWith(runEtcd(os.Args[1:]))
	case "lab":
		exitWith(runLab(os.Args[1:]))
	case "kwok":
		exitWith(runKwok())
	case "pki":
		exitWith(writeKeys(os.Args[1:]))
	default:
		exitWith(fmt.Errorf("no such part: %s", part))
	}
}

func exitWith(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
