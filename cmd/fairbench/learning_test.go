package main

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

func TestLearning(t *testing.T) {
	var out, problems strings.Builder
	if code := run(t.Context(), []string{"learning", "--decisions", "1500", "--seed", "3", "--json"}, &out, &problems); code != 0 {
		t.Fatalf("exit %d: %s", code, problems.String())
	}
	var r learningResult
	if err := json.Unmarshal([]byte(out.String()), &r); err != nil {
		t.Fatal(err)
	}
	if !r.Replayed || r.Decisions != 1500 || r.LogLossLearned >= r.LogLossFixed || r.AUCLearned <= r.AUCFixed || r.FarLearned >= r.FarFixed || r.AUCHidden < r.AUCLearned {
		t.Errorf("%+v", r)
	}
}

func TestAUC(t *testing.T) {
	all := []prediction{{.1, false}, {.4, true}, {.4, false}, {.8, true}}
	if got := auc(all); math.Abs(got-0.875) > 1e-12 {
		t.Errorf("AUC %v, want 0.875", got)
	}
	if got := logLoss([]prediction{{.5, true}, {.25, false}}); math.Abs(got-(math.Log(2)+math.Log(4.0/3))/2) > 1e-12 {
		t.Errorf("log loss %v", got)
	}
}
