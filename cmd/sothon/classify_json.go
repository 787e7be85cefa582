package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sothon/sothon/forms/xpath"
	"github.com/sothon/sothon/schema"
	"github.com/sothon/sothon/schema/poverty"
)

// members reads the list of members: null and absent = not asked, [] = nobody.
func members(raw json.RawMessage) ([]map[string]string, error) {
	if isNull(raw) {
		return nil, nil
	}
	var list []map[string]json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, errors.New("tv phải là danh sách các thành viên. tv must be a list of members")
	}
	if len(list) > poverty.MaxMembers {
		return nil, fmt.Errorf("hộ có %d thành viên, nhiều hơn %d. Too many members", len(list), poverty.MaxMembers)
	}
	out := make([]map[string]string, len(list))
	for i, m := range list {
		out[i] = make(map[string]string, len(m))
		for name, v := range m {
			if err := put(out[i], name, v); err != nil {
				return nil, fmt.Errorf("tv[%d]: %w", i, err)
			}
		}
	}
	return out, nil
}

// put writes an answer as text: a text as it is, a number as XPath writes it, true and false as 1 and 0, a list of texts
// as the codes of a select. null is no answer.
func put(to map[string]string, name string, raw json.RawMessage) error {
	s, err := text(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if s != "" {
		to[name] = s
	}
	return nil
}

var errNotText = errors.New("phải là chữ hoặc số. Must be text or a number")

func text(raw json.RawMessage) (string, error) {
	raw = bytes.TrimSpace(raw)
	if isNull(raw) {
		return "", nil
	}
	switch raw[0] {
	case '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return "", err
		}
		return schema.Clean(s), nil
	case 't':
		return "1", nil
	case 'f':
		return "0", nil
	case '[':
		var list []string
		if err := json.Unmarshal(raw, &list); err != nil {
			return "", errNotText
		}
		return schema.Clean(strings.Join(list, " ")), nil
	case '{':
		return "", errNotText
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		return "", errNotText
	}
	return xpath.FormatNumber(f), nil
}

func isNull(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) == 0 || string(raw) == "null"
}

// whole reads a whole number; nil for null and absent.
func whole(name string, raw json.RawMessage) (*int64, error) {
	if isNull(raw) {
		return nil, nil
	}
	var f float64
	if err := json.Unmarshal(raw, &f); err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return nil, fmt.Errorf("%s phải là số nguyên hoặc null. %s must be a whole number or null", name, name)
	}
	n := int64(f)
	return &n, nil
}

// texts reads one text or a list of them.
func texts(raw json.RawMessage) ([]string, error) {
	if isNull(raw) {
		return nil, nil
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	var out []string
	for _, r := range list {
		s, err := text(r)
		if err != nil {
			return nil, err
		}
		if s != "" {
			out = append(out, s)
		}
	}
	return out, nil
}
