package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	listers "k8s.io/client-go/listers/core/v1"
)

// How often a followed log looks for new lines.
const followPeriod = 50 * time.Millisecond

// logServer is the part of a kubelet that `kubectl logs` needs. Who asks is not checked: it listens on loopback only.
type logServer struct {
	client kubernetes.Interface
	pods   listers.PodLister
}

func (s *logServer) serve(ctx context.Context, listener net.Listener, certificate, key string) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", s.serveLogs)
	server := &http.Server{Handler: mux, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.ServeTLS(listener, certificate, key); err != http.ErrServerClosed {
		return err
	}
	return nil
}

func (s *logServer) serveLogs(w http.ResponseWriter, r *http.Request) {
	container := r.PathValue("container")
	pod, err := s.client.CoreV1().Pods(r.PathValue("namespace")).Get(r.Context(), r.PathValue("pod"), meta.GetOptions{})
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	query := r.URL.Query()
	log, err := readLog(pod, container, query.Get("previous") == "true")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	out := newLogWriter(w, query)
	next := tailStart(len(log.lines), query)
	next = out.write(log, next)
	if query.Get("follow") != "true" {
		return
	}
	ticker := time.NewTicker(followPeriod)
	defer ticker.Stop()
	for !log.ended {
		select {
		case <-r.Context().Done():
			return
		case <-ticker.C:
		}
		current, err := s.pods.Pods(pod.Namespace).Get(pod.Name)
		if errors.IsNotFound(err) || (err == nil && current.UID != pod.UID) {
			return
		}
		if err != nil {
			continue
		}
		if log, err = readLog(current, container, false); err != nil {
			return
		}
		next = out.write(log, next)
	}
}

// tailStart is the index of the first line to send: tailLines counts from the end of what is there now.
func tailStart(count int, query url.Values) int {
	tail, err := strconv.Atoi(query.Get("tailLines"))
	if err != nil || tail > count {
		return 0
	}
	return count - tail
}

type logWriter struct {
	w          http.ResponseWriter
	timestamps bool
	left       int // bytes still allowed, -1 without a limit
}

func newLogWriter(w http.ResponseWriter, query url.Values) *logWriter {
	left, err := strconv.Atoi(query.Get("limitBytes"))
	if err != nil {
		left = -1
	}
	return &logWriter{w: w, timestamps: query.Get("timestamps") == "true", left: left}
}

// write sends the lines from next on and returns the index of the one that comes after them.
func (l *logWriter) write(log containerLog, next int) int {
	for ; next < len(log.lines); next++ {
		line := log.lines[next] + "\n"
		if l.timestamps {
			line = log.started.UTC().Format(time.RFC3339Nano) + " " + line
		}
		if l.left >= 0 {
			line = line[:min(l.left, len(line))]
			l.left -= len(line)
		}
		_, _ = fmt.Fprint(l.w, line)
	}
	if flusher, ok := l.w.(http.Flusher); ok {
		flusher.Flush()
	}
	return next
}

// statusOf finds a container of whatever sort by its name.
func statusOf(pod *core.Pod, container string) (core.ContainerStatus, bool) {
	for _, statuses := range [][]core.ContainerStatus{
		pod.Status.ContainerStatuses, pod.Status.InitContainerStatuses, pod.Status.EphemeralContainerStatuses,
	} {
		for _, status := range statuses {
			if status.Name == container {
				return status, true
			}
		}
	}
	return core.ContainerStatus{}, false
}
