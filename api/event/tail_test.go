package eventapi_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/api/apitest"
	"regulars/auth"
	"regulars/internal/store/storetest"
)

// TestTail watches a source as a browser does, while events come in.
func TestTail(t *testing.T) {
	t.Parallel()
	w := apitest.Open(t, storetest.SQLite(t, apitest.Migrations()...))
	system := regulars.WithActor(context.Background(), regulars.System("test"))
	source, err := w.Auth.AddSource(system, auth.NewSource{Name: "Shop", Kind: auth.WebSource})
	if err != nil {
		t.Fatal(err)
	}
	_, key, err := w.Auth.MakeKey(system, auth.NewKey{Name: "Watcher", Permissions: []regulars.Permission{"events:read"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", w.Server.URL+"/api/v1/sources/"+source.ID+"/tail", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	lines := bufio.NewScanner(res.Body)
	if !lines.Scan() || lines.Text() != ": here" {
		t.Fatalf("the stream begins with %q", lines.Text())
	}
	body := fmt.Sprintf(`{"writeKey":%q,"batch":[{"type":"track","messageId":"m1","event":"Order Completed","userId":"u1","properties":{"order_id":"A-1","total":12.5,"currency":"CNY"}},{"type":"track","userId":"u2"}]}`, source.WriteKey)
	sent, err := http.Post(w.Server.URL+"/v1/batch", "text/plain", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	sent.Body.Close()
	var got []string
	for len(got) < 2 && lines.Scan() {
		name, ok := strings.CutPrefix(lines.Text(), "event: ")
		if !ok || !lines.Scan() {
			continue
		}
		var data struct {
			ID, Type, Name, UserID, Channel, Order, Reason, Field string
			Amount                                                struct{ Minor int64 }
			Body                                                  struct{ Total float64 }
		}
		if err := json.Unmarshal([]byte(strings.TrimPrefix(lines.Text(), "data: ")), &data); err != nil {
			t.Fatal(err)
		}
		if data.Reason != "" {
			data.ID = ""
		}
		got = append(got, fmt.Sprintf("%s %+v", name, data))
	}
	want := []string{
		"event {ID:m1 Type:track Name:Order Completed UserID:u1 Channel:web Order:A-1 Reason: Field: Amount:{Minor:1250} Body:{Total:12.5}}",
		"refused {ID: Type: Name:track UserID: Channel: Order: Reason:required Field:event Amount:{Minor:0} Body:{Total:0}}",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
