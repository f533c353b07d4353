package importer_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"regulars"
	"regulars/event/importer"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// deskHouse is a house with a desk whose background is goroutines.
type deskHouse struct {
	*house
	desk *importer.Desk
	ctx  context.Context
	dir  string
	work sync.WaitGroup
	held []importer.Task // instead of being started, when hold
	hold bool
}

func newDeskHouse(t testing.TB, db *store.DB, dir string) *deskHouse {
	t.Helper()
	h := &deskHouse{house: newHouse(t, db), dir: dir, ctx: regulars.WithActor(context.Background(), regulars.System("test"))}
	h.newDesk(0)
	t.Cleanup(h.work.Wait)
	return h
}

func (h *deskHouse) newDesk(maxBytes int64) {
	var err error
	h.desk, err = importer.NewDesk(h.im, importer.DeskOptions{Dir: h.dir, MaxBytes: maxBytes, Start: func(_ context.Context, task importer.Task) error {
		if h.hold {
			h.held = append(h.held, task)
			return nil
		}
		h.work.Go(func() {
			if err := h.desk.Work(context.Background(), task); err != nil {
				h.t.Error(err)
			}
		})
		return nil
	}})
	if err != nil {
		h.t.Fatal(err)
	}
}

// ok gives an import, or fails.
func (h *deskHouse) ok(in importer.Import, err error) importer.Import {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
	return in
}

func (h *deskHouse) get(id string) importer.Import {
	h.t.Helper()
	return h.ok(h.desk.Get(h.ctx, id))
}

// files counts the uploaded files that are kept.
func (h *deskHouse) files() int {
	h.t.Helper()
	list, err := os.ReadDir(h.dir)
	if err != nil {
		h.t.Fatal(err)
	}
	return len(list)
}

const deskFile = "订单号,客户,日期,金额\nA1,7,2024-03-01,5.00\nA2,7,2024-03-02,x\n"

func TestDeskFromUploadToDone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newDeskHouse(t, db, t.TempDir())
		in := h.ok(h.desk.Upload(h.ctx, importer.Orders, "/home/li/三月.csv", strings.NewReader(deskFile)))
		if in.State != importer.Uploaded || in.Name != "三月.csv" || len(in.Columns) != 4 || len(in.Preview.Sample) != 2 || in.Plan.Map["customer"] != "客户" {
			t.Errorf("uploaded: %+v", in)
		}
		in.Plan.Currency, in.Plan.TimeZone = "CNY", "Asia/Shanghai"
		h.ok(h.desk.SetPlan(h.ctx, in.ID, in.Plan))
		h.ok(h.desk.Check(h.ctx, in.ID))
		h.work.Wait()
		if in = h.get(in.ID); in.State != importer.Checked || counts(*in.Result) != "2 rows: 1 taken, 0 already, 1 refused amount 1" || !in.Result.DryRun {
			t.Fatalf("checked: %+v", in)
		}
		if h.stats() != "orders 0 lines 0" {
			t.Error("the check kept something")
		}
		h.ok(h.desk.Run(h.ctx, in.ID))
		h.work.Wait()
		h.settle()
		if in = h.get(in.ID); in.State != importer.Done || in.Result.Taken != 1 || in.Result.DryRun || in.Preview != nil {
			t.Fatalf("done: %+v", in)
		}
		if h.stats() != "orders 1 lines 1 5.00 CNY" || h.files() != 0 {
			t.Errorf("%s, %d files", h.stats(), h.files())
		}
		for name, err := range map[string]error{
			"plan":  second(h.desk.SetPlan(h.ctx, in.ID, in.Plan)),
			"run":   second(h.desk.Run(h.ctx, in.ID)),
			"stop":  second(h.desk.Cancel(h.ctx, in.ID)),
			"other": second(h.desk.Get(h.ctx, "nobody")),
		} {
			if c := regulars.CodeOf(err); c != regulars.ErrConflict && c != regulars.ErrNotFound {
				t.Errorf("%s after the end gives %v", name, err)
			}
		}
		if err := h.desk.Remove(h.ctx, in.ID); err != nil {
			t.Error(err)
		}
		if list, err := h.desk.List(h.ctx, importer.Place{}, 10); err != nil || len(list) != 0 {
			t.Errorf("%+v, %v", list, err)
		}
	}, migrations...)
}

func second(_ importer.Import, err error) error { return err }

func TestDeskGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	db, dir := storetest.SQLite(t, migrations...), t.TempDir()
	h := newDeskHouse(t, db, dir)
	h.hold = true // the program ends before the work begins
	in := h.ok(h.desk.Upload(h.ctx, importer.Orders, "a.csv", strings.NewReader(deskFile)))
	h.ok(h.desk.Run(h.ctx, in.ID))
	if h.get(in.ID).State != importer.Running || len(h.held) != 1 {
		t.Fatal("it does not run")
	}
	h.hold = false
	h.newDesk(0)
	if err := h.desk.Resume(h.ctx); err != nil {
		t.Fatal(err)
	}
	h.work.Wait()
	if in = h.get(in.ID); in.State != importer.Done || in.Result.Taken != 1 {
		t.Errorf("%+v", in)
	}
	// A task that comes twice has nothing left to do.
	if err := h.desk.Work(h.ctx, h.held[0]); err != nil {
		t.Error(err)
	}
}

func TestDeskCancelKeepsWhatWasTaken(t *testing.T) {
	t.Parallel()
	h := newDeskHouse(t, storetest.SQLite(t, migrations...), t.TempDir())
	in := h.ok(h.desk.Upload(h.ctx, importer.Orders, "a.csv", strings.NewReader(read(t, manyOrders(t, 1000)))))
	h.ok(h.desk.SetPlan(h.ctx, in.ID, importer.Plan{Map: manyMap}))
	h.hold = true
	h.ok(h.desk.Run(h.ctx, in.ID))
	h.ok(h.desk.Cancel(h.ctx, in.ID))
	if err := h.desk.Work(h.ctx, h.held[0]); err != nil { // it was stopped before it began
		t.Error(err)
	}
	if in = h.get(in.ID); in.State != importer.Cancelled || h.stats() != "orders 0 lines 0" || in.Preview == nil {
		t.Errorf("%s, %+v", h.stats(), in)
	}
	h.hold = false
	h.ok(h.desk.Run(h.ctx, in.ID))
	h.work.Wait()
	h.settle()
	if in = h.get(in.ID); in.State != importer.Done || in.Result.Taken+in.Result.Already != 2000 {
		t.Errorf("%+v", in)
	}
}

func TestDeskRefuses(t *testing.T) {
	t.Parallel()
	h := newDeskHouse(t, storetest.SQLite(t, migrations...), t.TempDir())
	upload := func(ctx context.Context, content string) error {
		return second(h.desk.Upload(ctx, importer.Orders, "a.csv", strings.NewReader(content)))
	}
	may := func(p regulars.Permission) context.Context {
		return regulars.WithActor(context.Background(), regulars.Actor{Kind: regulars.ActorStaff, Can: func(q regulars.Permission) bool { return p == q }})
	}
	if err := upload(context.Background(), deskFile); regulars.CodeOf(err) != regulars.ErrUnauthorized {
		t.Error(err)
	}
	if err := upload(may(importer.MayRead), deskFile); regulars.CodeOf(err) != regulars.ErrForbidden {
		t.Error(err)
	}
	if err := upload(h.ctx, ""); regulars.CodeOf(err) != regulars.ErrInvalid {
		t.Error(err)
	}
	if err := second(h.desk.Upload(h.ctx, "people", "a.csv", strings.NewReader(deskFile))); regulars.CodeOf(err) != regulars.ErrInvalid {
		t.Error(err)
	}
	h.newDesk(10)
	if err := upload(h.ctx, deskFile); regulars.CodeOf(err) != regulars.ErrTooLarge {
		t.Error(err)
	}
	if n := h.files(); n != 0 {
		t.Errorf("%d files are left", n)
	}
	h.newDesk(0)
	in := h.ok(h.desk.Upload(h.ctx, importer.Orders, "a.csv", strings.NewReader("who,at\n1,3/4/2024\n")))
	for field, p := range map[string]importer.Plan{
		"map.customer": {Map: importer.Mapping{"customer": "whom", "time": "at"}},
		"currency":     {Map: importer.Mapping{"customer": "who", "time": "at"}, Currency: "yuan"},
		"timeZone":     {Map: importer.Mapping{"customer": "who", "time": "at"}, TimeZone: "Mars/Olympus"},
	} {
		err := second(h.desk.SetPlan(h.ctx, in.ID, p))
		if regulars.CodeOf(err) != regulars.ErrInvalid || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	// What only the whole file shows fails the check, not the program.
	h.ok(h.desk.SetPlan(h.ctx, in.ID, importer.Plan{Map: importer.Mapping{"customer": "who", "time": "at"}, Currency: "CNY"}))
	h.ok(h.desk.Check(h.ctx, in.ID))
	h.work.Wait()
	if in = h.get(in.ID); in.State != importer.Failed || in.Fault == nil || in.Fault.Reason != "ambiguous" {
		t.Errorf("%+v", in.Fault)
	}
	in.Plan.Dates = "dmy"
	h.ok(h.desk.SetPlan(h.ctx, in.ID, in.Plan))
	h.ok(h.desk.Check(h.ctx, in.ID))
	h.work.Wait()
	if in = h.get(in.ID); in.State != importer.Checked || in.Fault != nil {
		t.Errorf("%+v", in)
	}
}

func TestDeskLetsGoOfOldFiles(t *testing.T) {
	t.Parallel()
	h := newDeskHouse(t, storetest.SQLite(t, migrations...), t.TempDir())
	for i := range 3 {
		h.ok(h.desk.Upload(h.ctx, importer.Orders, fmt.Sprint(i), bytes.NewReader([]byte(deskFile))))
		h.clock.Advance(20 * 24 * time.Hour)
	}
	if err := h.desk.Resume(h.ctx); err != nil {
		t.Fatal(err)
	}
	list, err := h.desk.List(h.ctx, importer.Place{}, 10)
	if err != nil || len(list) != 1 || list[0].Name != "2" || h.files() != 1 {
		t.Errorf("%d imports, %d files, %v", len(list), h.files(), err)
	}
	if list, err = h.desk.List(h.ctx, list[0].Place(), 10); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}
