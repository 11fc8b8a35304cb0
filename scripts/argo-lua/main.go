// Runs health rules in the Lua that Argo CD runs them in, opened and answered as argo-cd:util/lua/lua.go does it. A line on stdin is
// {script, object, openLibs}; the line that answers it has the status and message, or the error.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"time"

	lua "github.com/yuin/gopher-lua"
	luajson "layeh.com/gopher-json"
)

type question struct {
	Script   string          `json:"script"`
	Object   json.RawMessage `json:"object"`
	OpenLibs bool            `json:"openLibs"`
}

type health struct {
	Status  string `json:"status"`
	Message string `json:"message"`
	Error   string `json:"error,omitempty"`
}

var statuses = []string{"Healthy", "Suspended", "Progressing", "Missing", "Degraded", "Unknown"}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			var asked question
			if err := json.Unmarshal(line, &asked); err != nil {
				fmt.Fprintln(os.Stderr, "a line is no question:", err)
				os.Exit(1)
			}
			answer, _ := json.Marshal(judge(asked))
			out.Write(append(answer, '\n'))
		}
		if err != nil || in.Buffered() == 0 {
			out.Flush()
		}
		if err == io.EOF {
			return
		}
	}
}

func judge(asked question) (answer health) {
	defer func() {
		if problem := recover(); problem != nil {
			answer = health{Error: fmt.Sprint("panic: ", problem)}
		}
	}()
	value, err := run(asked)
	if err != nil {
		return health{Error: err.Error()}
	}
	if value.Type() == lua.LTNil {
		return health{}
	}
	if value.Type() != lua.LTTable {
		return health{Error: fmt.Sprintf("a %s, not a table", value.Type())}
	}
	text, err := luajson.Encode(value)
	if err != nil {
		return health{Error: err.Error()}
	}
	var wrongType *json.UnmarshalTypeError
	if err := json.Unmarshal(text, &answer); errors.As(err, &wrongType) {
		return health{}
	} else if err != nil {
		return health{Error: err.Error()}
	}
	if !slices.Contains(statuses, answer.Status) {
		return health{Status: "Unknown", Message: "invalid"}
	}
	return health{Status: answer.Status, Message: answer.Message}
}

func run(asked question) (lua.LValue, error) {
	state := lua.NewState(lua.Options{SkipOpenLibs: !asked.OpenLibs})
	defer state.Close()
	open(state, asked.OpenLibs)
	limit, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	state.SetContext(limit)
	var object any
	decoder := json.NewDecoder(bytes.NewReader(asked.Object))
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil {
		return nil, err
	}
	state.SetGlobal("actionParams", state.NewTable())
	state.SetGlobal("obj", toLua(state, object))
	script, err := state.LoadString(asked.Script)
	if err != nil {
		return nil, err
	}
	state.Push(script)
	if err := state.PCall(0, lua.MultRet, nil); err != nil {
		return nil, err
	}
	return state.Get(-1), nil
}

// open gives the libraries; time and date can be required, and are a global with useOpenLibs alone.
func open(state *lua.LState, all bool) {
	load(state, lua.OsLibName, lua.OpenOs)
	full, safe := state.GetGlobal(lua.OsLibName), state.NewTable()
	for _, name := range []string{"time", "date"} {
		safe.RawSetString(name, state.GetField(full, name))
	}
	if !all {
		state.SetGlobal(lua.OsLibName, lua.LNil)
	}
	load(state, lua.LoadLibName, lua.OpenPackage)
	load(state, lua.BaseLibName, lua.OpenBase)
	load(state, lua.TabLibName, lua.OpenTable)
	state.PreloadModule(lua.OsLibName, func(state *lua.LState) int {
		state.Push(safe)
		return 1
	})
}

func load(state *lua.LState, name string, library lua.LGFunction) {
	state.Push(state.NewFunction(library))
	state.Push(lua.LString(name))
	state.Call(1, 0)
}

// toLua is to Argo CD's decodeValue what that makes of an unstructured object: whole numbers are int64 there.
func toLua(state *lua.LState, value any) lua.LValue {
	switch of := value.(type) {
	case bool:
		return lua.LBool(of)
	case string:
		return lua.LString(of)
	case json.Number:
		if whole, err := strconv.ParseInt(of.String(), 10, 64); err == nil {
			return lua.LNumber(whole)
		}
		float, _ := of.Float64()
		return lua.LNumber(float)
	case []any:
		table := state.NewTable()
		for _, item := range of {
			table.Append(toLua(state, item))
		}
		return table
	case map[string]any:
		table := state.NewTable()
		for key, item := range of {
			table.RawSetH(lua.LString(key), toLua(state, item))
		}
		return table
	}
	return lua.LNil
}
