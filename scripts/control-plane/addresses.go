package main

import (
	"context"
	"fmt"
	"hash/fnv"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"
)

// giveAddresses gives every LoadBalancer Service and every Ingress an address of the documentation network.
func giveAddresses(ctx context.Context, client kubernetes.Interface, factory informers.SharedInformerFactory) error {
	services := factory.Core().V1().Services().Informer()
	ingresses := factory.Networking().V1().Ingresses().Informer()
	if _, err := services.AddEventHandler(onChange(func(service *core.Service) {
		if service.Spec.Type != core.ServiceTypeLoadBalancer || len(service.Status.LoadBalancer.Ingress) > 0 {
			return
		}
		_, err := client.CoreV1().Services(service.Namespace).Patch(ctx, service.Name,
			types.MergePatchType, addressPatch(service.UID), meta.PatchOptions{}, "status")
		tell(err, "give an address", klog.KObj(service))
	})); err != nil {
		return err
	}
	_, err := ingresses.AddEventHandler(onChange(func(ingress *networking.Ingress) {
		if len(ingress.Status.LoadBalancer.Ingress) > 0 {
			return
		}
		_, err := client.NetworkingV1().Ingresses(ingress.Namespace).Patch(ctx, ingress.Name,
			types.MergePatchType, addressPatch(ingress.UID), meta.PatchOptions{}, "status")
		tell(err, "give an address", klog.KObj(ingress))
	}))
	return err
}

func addressPatch(uid types.UID) []byte {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(uid))
	return fmt.Appendf(nil, `{"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.%d"}]}}}`, 1+hash.Sum32()%254)
}

func tell(err error, doing string, object klog.ObjectRef) {
	if err != nil && !errors.IsNotFound(err) {
		klog.ErrorS(err, doing, "object", object)
	}
}
