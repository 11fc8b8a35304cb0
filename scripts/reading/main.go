// Reads manifests as kubectl does and says what it found. A line on stdin is a JSON string with a text, the line that
// answers it is a JSON list with the text's documents. Knows nothing of what is done with the answer.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	kubejson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// document is what became of one document: a value and its objects, or why there is none.
type document struct {
	// Value is the document; numbers are int64 or float64, as in every unstructured object.
	Value any `json:"value"`
	// Error says why it could not be read; nothing behind it was looked at.
	Error string `json:"error,omitempty"`
	// Objects are what is applied: the document itself, or the items of a List.
	Objects []any `json:"objects,omitempty"`
	// Refused says why a document that could be read is no object.
	Refused string `json:"refused,omitempty"`
}

// lookAhead is how much kubectl looks at before it takes a stream for JSON.
const lookAhead = 4096

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			answer(line, out)
		}
		if err != nil || in.Buffered() == 0 {
			out.Flush()
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func answer(line []byte, out *bufio.Writer) {
	var text string
	if err := json.Unmarshal(line, &text); err != nil {
		fmt.Fprintln(os.Stderr, "a line is no JSON string:", err)
		os.Exit(1)
	}
	encoded, err := json.Marshal(readAll(text))
	if err != nil {
		encoded, _ = json.Marshal([]document{{Error: err.Error()}})
	}
	out.Write(encoded)
	out.WriteByte('\n')
}

func readAll(text string) []document {
	// kubectl takes the mark away before it decodes a file (k8s.io/cli-runtime:pkg/resource/visitor.go).
	reader := bytes.NewReader(bytes.TrimPrefix([]byte(text), []byte("\xEF\xBB\xBF")))
	decoder := yaml.NewYAMLOrJSONDecoder(reader, lookAhead)
	documents := []document{}
	for {
		found, done := readOne(decoder)
		if found != nil {
			documents = append(documents, *found)
		}
		if done {
			return documents
		}
	}
}

func readOne(decoder *yaml.YAMLOrJSONDecoder) (found *document, done bool) {
	defer func() {
		if problem := recover(); problem != nil {
			found, done = &document{Error: fmt.Sprint("panic: ", problem)}, true
		}
	}()
	raw := runtime.RawExtension{}
	if err := decoder.Decode(&raw); err == io.EOF {
		return nil, true
	} else if err != nil {
		return &document{Error: err.Error()}, true
	}
	text := bytes.TrimSpace(raw.Raw)
	if len(text) == 0 || bytes.Equal(text, []byte("null")) {
		return nil, false
	}
	var value any
	if err := kubejson.Unmarshal(text, &value); err != nil {
		return &document{Error: err.Error()}, false
	}
	objects, err := objectsOf(text)
	if err != nil {
		return &document{Value: value, Refused: err.Error()}, false
	}
	return &document{Value: value, Objects: objects}, false
}

func objectsOf(text []byte) ([]any, error) {
	object, _, err := unstructured.UnstructuredJSONScheme.Decode(text, nil, nil)
	if err != nil {
		return nil, err
	}
	return flatten(object)
}

func flatten(object runtime.Object) ([]any, error) {
	if !meta.IsListType(object) {
		if content, ok := object.(*unstructured.Unstructured); ok {
			return []any{content.Object}, nil
		}
		return nil, fmt.Errorf("%T is no object", object)
	}
	items, err := meta.ExtractList(object)
	if err != nil {
		return nil, err
	}
	found := []any{}
	for _, item := range items {
		objects, err := flatten(item)
		if err != nil {
			return nil, err
		}
		found = append(found, objects...)
	}
	return found, nil
}
