package main

import (
	"context"
	"fmt"
	"strconv"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

const nodeName = "lab"

// registerNode creates the only node. Its status, with the kubelet's port, is filled in by kwok (stages/node.yaml):
// a Ready node thus tells that kwok is at work too.
func registerNode(ctx context.Context, client kubernetes.Interface, port int, labels map[string]string) error {
	all := map[string]string{
		"kubernetes.io/hostname": nodeName,
		"kubernetes.io/os":       "linux",
		"kubernetes.io/arch":     "amd64",
	}
	for name, value := range labels {
		all[name] = value
	}
	node := &core.Node{ObjectMeta: meta.ObjectMeta{
		Name:        nodeName,
		Labels:      all,
		Annotations: map[string]string{"lab/kubelet-port": strconv.Itoa(port)},
	}}
	if _, err := client.CoreV1().Nodes().Create(ctx, node, meta.CreateOptions{}); err != nil {
		return fmt.Errorf("create node: %w", err)
	}
	// The API server's admission taints a new node as not ready, and the controller that would take that away is off.
	patch := []byte(`{"spec":{"taints":null}}`)
	if _, err := client.CoreV1().Nodes().Patch(ctx, nodeName, types.MergePatchType, patch, meta.PatchOptions{}); err != nil {
		return fmt.Errorf("untaint node: %w", err)
	}
	return nil
}
