package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// runLab is what a cluster has beside its control plane and kwok has not: a node whose kubelet serves container logs,
// a volume for every claim, an address for every load balancer and ingress.
func runLab(args []string) error {
	flags := flag.NewFlagSet("lab", flag.ExitOnError)
	kubeconfig := flags.String("kubeconfig", "", "how to reach the API server")
	certificate := flags.String("tls-cert-file", "", "certificate of the kubelet")
	key := flags.String("tls-private-key-file", "", "its key")
	labels := flags.String("node-labels", "", "further labels of the node, NAME=VALUE,…")
	if err := flags.Parse(args); err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		return err
	}
	config.QPS = -1 // no throttling: a corpus stream may bring hundreds of claims at once
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	nodeLabels, err := parseLabels(*labels)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactory(client, time.Minute)
	logs := &logServer{client: client, pods: factory.Core().V1().Pods().Lister()}
	if err := bindClaims(ctx, client, factory); err != nil {
		return err
	}
	if err := giveAddresses(ctx, client, factory); err != nil {
		return err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	if err := registerNode(ctx, client, listener.Addr().(*net.TCPAddr).Port, nodeLabels); err != nil {
		return err
	}
	return logs.serve(ctx, listener, *certificate, *key)
}

func parseLabels(text string) (map[string]string, error) {
	labels := map[string]string{}
	for _, pair := range strings.Split(text, ",") {
		if pair == "" {
			continue
		}
		name, value, found := strings.Cut(pair, "=")
		if !found {
			return nil, fmt.Errorf("node label %q is not NAME=VALUE", pair)
		}
		labels[name] = value
	}
	return labels, nil
}
