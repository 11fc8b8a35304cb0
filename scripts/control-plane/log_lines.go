package main

import (
	"fmt"
	"strings"
	"time"

	core "k8s.io/api/core/v1"
)

// containerLog is what a container has said so far.
type containerLog struct {
	lines   []string
	started time.Time
	ended   bool
}

// readLog takes a container's words from its pod's annotations: lab/log.CONTAINER or else lab/log, one line a line;
// with lab/log-every a running container says one line at a time. A restarted one said lab/log-previous before.
func readLog(pod *core.Pod, container string, previous bool) (containerLog, error) {
	status, found := statusOf(pod, container)
	waiting := !found || status.State.Waiting != nil || (status.State.Running == nil && status.State.Terminated == nil)
	if previous || (waiting && status.LastTerminationState.Terminated != nil) {
		return readPrevious(pod, container, status)
	}
	if waiting {
		reason := "ContainerCreating"
		if status.State.Waiting != nil {
			reason = status.State.Waiting.Reason
		}
		return containerLog{}, fmt.Errorf("container %q in pod %q is waiting to start: %s", container, pod.Name, reason)
	}
	lines := splitLines(annotation(pod, "lab/log", container))
	if ended := status.State.Terminated; ended != nil {
		return containerLog{lines: lines, started: ended.StartedAt.Time, ended: true}, nil
	}
	started := status.State.Running.StartedAt.Time
	if pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed {
		return containerLog{lines: lines, started: started, ended: true}, nil
	}
	every, err := time.ParseDuration(annotation(pod, "lab/log-every", container))
	if err == nil && every > 0 {
		lines = lines[:min(len(lines), int(time.Since(started)/every))]
	}
	return containerLog{lines: lines, started: started}, nil
}

func readPrevious(pod *core.Pod, container string, status core.ContainerStatus) (containerLog, error) {
	last := status.LastTerminationState.Terminated
	if last == nil {
		return containerLog{}, fmt.Errorf("previous terminated container %q in pod %q not found", container, pod.Name)
	}
	text := annotation(pod, "lab/log-previous", container)
	if text == "" {
		text = annotation(pod, "lab/log", container)
	}
	return containerLog{lines: splitLines(text), started: last.StartedAt.Time, ended: true}, nil
}

// annotation is NAME.CONTAINER where it is there, else NAME.
func annotation(pod *core.Pod, name, container string) string {
	if text, found := pod.Annotations[name+"."+container]; found {
		return text
	}
	return pod.Annotations[name]
}

func splitLines(text string) []string {
	text = strings.TrimSuffix(text, "\n")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
