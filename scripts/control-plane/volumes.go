package main

import (
	"context"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
)

// bindClaims makes a volume for every claim without one; the controller manager then binds the two.
func bindClaims(ctx context.Context, client kubernetes.Interface, factory informers.SharedInformerFactory) error {
	claims := factory.Core().V1().PersistentVolumeClaims().Informer()
	volumes := factory.Core().V1().PersistentVolumes().Informer()
	if _, err := claims.AddEventHandler(onChange(func(claim *core.PersistentVolumeClaim) {
		if claim.Spec.VolumeName != "" || claim.DeletionTimestamp != nil {
			return
		}
		_, err := client.CoreV1().PersistentVolumes().Create(ctx, volumeFor(claim), meta.CreateOptions{})
		if err != nil && !errors.IsAlreadyExists(err) {
			klog.ErrorS(err, "create volume", "claim", klog.KObj(claim))
		}
	})); err != nil {
		return err
	}
	_, err := volumes.AddEventHandler(onChange(func(volume *core.PersistentVolume) {
		if volume.Status.Phase != core.VolumeReleased || volume.Annotations["lab/claimed"] == "" || volume.DeletionTimestamp != nil {
			return
		}
		err := client.CoreV1().PersistentVolumes().Delete(ctx, volume.Name, meta.DeleteOptions{})
		if err != nil && !errors.IsNotFound(err) {
			klog.ErrorS(err, "delete volume", "volume", volume.Name)
		}
	}))
	return err
}

// volumeFor is bound to its claim from the start, so that neither its class nor its selector must match anything.
func volumeFor(claim *core.PersistentVolumeClaim) *core.PersistentVolume {
	size := claim.Spec.Resources.Requests[core.ResourceStorage]
	if size.IsZero() {
		size = resource.MustParse("1Gi")
	}
	class := ""
	if claim.Spec.StorageClassName != nil {
		class = *claim.Spec.StorageClassName
	}
	return &core.PersistentVolume{
		ObjectMeta: meta.ObjectMeta{
			Name:        "pvc-" + string(claim.UID),
			Annotations: map[string]string{"lab/claimed": "true"},
		},
		Spec: core.PersistentVolumeSpec{
			Capacity:                      core.ResourceList{core.ResourceStorage: size},
			AccessModes:                   claim.Spec.AccessModes,
			VolumeMode:                    claim.Spec.VolumeMode,
			StorageClassName:              class,
			VolumeAttributesClassName:     claim.Spec.VolumeAttributesClassName,
			PersistentVolumeReclaimPolicy: core.PersistentVolumeReclaimRetain,
			ClaimRef: &core.ObjectReference{
				APIVersion: "v1", Kind: "PersistentVolumeClaim",
				Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID,
			},
			PersistentVolumeSource: core.PersistentVolumeSource{
				HostPath: &core.HostPathVolumeSource{Path: "/lab/" + string(claim.UID)},
			},
		},
	}
}

// onChange calls react for every object that is there, appears or changes.
func onChange[T any](react func(object T)) cache.ResourceEventHandler {
	call := func(object any) {
		if typed, ok := object.(T); ok {
			react(typed)
		}
	}
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    call,
		UpdateFunc: func(_, object any) { call(object) },
	}
}
