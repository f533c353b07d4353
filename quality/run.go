package quality

import (
	"context"
	"encoding/json"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/store"
	"regulars/order"
	"regulars/quality/check"
)

const (
	// rangeSize is how many customer numbers the warehouse is asked about at a
	// time, readSize of how many the row store is read at a time: what is known
	// of them stands in memory.
	rangeSize = 100_000
	readSize  = 10_000
	// keepRuns is how many runs are kept besides the last of each month.
	keepRuns = 30
)

// Run judges everybody, renews what is to be mended, and keeps what it comes
// to. Only one runs at a time; a second call waits. progress is told how many
// of how many customer numbers are done; it may be nil.
func (q *Quality) Run(ctx context.Context, progress func(done, total int64)) error {
	q.working.Lock()
	defer q.working.Unlock()
	w, err := q.begin(ctx)
	if err != nil {
		return err
	}
	for from := int64(1); from <= w.most; from += rangeSize {
		to := min(from+rangeSize, w.most+1)
		if w.heard, err = q.hear(ctx, from, to, w.now); err != nil {
			return err
		}
		w.summary.Wasted += w.heard.wasted
		if err := w.between(ctx, from, to); err != nil {
			return err
		}
		if err := w.rest(ctx); err != nil {
			return err
		}
		if progress != nil {
			progress(to-1, w.most)
		}
	}
	lesser, err := w.duplicates(ctx)
	if err != nil {
		return err
	}
	return w.finish(ctx, lesser)
}

// work is one run under way.
type work struct {
	*Quality
	now       time.Time
	rules     Rules
	most      int64 // the highest customer number
	dismissed dismissed
	heard     heard
	summary   *Summary
	blocks    blocks
	unsaid    []unsaid // tellings whose source has to be looked up
}

// unsaid is a value whose source was not plain.
type unsaid struct {
	seq   int64
	wrong bool
	kind  check.Kind
}

func (q *Quality) begin(ctx context.Context) (w *work, err error) {
	w = &work{Quality: q}
	end, err := q.Log.End(ctx)
	if err != nil {
		return nil, err
	}
	if err := q.Log.WaitFor(ctx, end, order.FollowerName, q.Feed); err != nil {
		return nil, err
	}
	if w.now, err = q.Moment(ctx); err != nil {
		return nil, err
	}
	err = q.Store.Read(ctx, func(tx *store.Tx) error {
		set, err := readRules(tx)
		if err != nil {
			return err
		}
		w.rules, w.summary = set.Rules, newSummary(set.Rules)
		if w.dismissed, err = readDismissed(tx); err != nil {
			return err
		}
		w.most, err = customer.Most(tx)
		return err
	})
	if err == nil {
		w.summary.Sent, w.summary.Bounced, err = q.messages(ctx, w.now)
	}
	return w, err
}

// some is what the row store knows of some thousand customers.
type some struct {
	accounts []customer.Account
	first    map[int64]time.Time
	before   map[faultKey]fault
	err      error
}

// between judges the customers with numbers from from up to below to: some are
// judged while the next are read.
func (w *work) between(ctx context.Context, from, to int64) error {
	ctx, cancel := context.WithCancel(ctx)
	next := make(chan some, 1)
	go func() {
		defer close(next)
		for at := from; at < to; at += readSize {
			s := w.read(ctx, at, min(at+readSize, to))
			select {
			case next <- s:
			case <-ctx.Done():
				return
			}
		}
	}()
	defer func() {
		cancel()
		for range next { // until the reader has ended
		}
	}()
	for s := range next {
		if s.err != nil {
			return s.err
		}
		if err := w.those(ctx, s); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (w *work) read(ctx context.Context, from, to int64) (s some) {
	s.err = w.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if s.accounts, err = customer.AccountsBetween(tx, from, to); err != nil {
			return err
		}
		if s.first, err = order.FirstOrders(tx, from, to); err != nil {
			return err
		}
		s.before, err = faultsWhere(tx, "customer >= ? AND customer < ? AND kind <> ?", from, to, int(check.Duplicate))
		return err
	})
	return s
}

// those judges some customers and writes what changed.
func (w *work) those(ctx context.Context, s some) error {
	var changed []fault
	for i := range s.accounts {
		for _, f := range w.judge(&s.accounts[i], s.first[s.accounts[i].Number]) {
			was, ok := s.before[f.faultKey]
			if delete(s.before, f.faultKey); ok {
				f.since = was.since
			}
			if !ok || f != was {
				changed = append(changed, f)
			}
		}
	}
	return w.write(ctx, changed, s.before)
}

// judge gives what is wrong with a customer, and adds it up.
func (w *work) judge(a *customer.Account, first time.Time) (list []fault) {
	s := subjectOf(a)
	s.person.FirstOrder = first
	b := w.heard.bounces[a.Number]
	s.bounced(b)
	o := w.options(w.now)
	j := s.judge(o)
	wrong := uint32(0)
	for _, f := range j.Found {
		hidden := w.dismissed.has(a.Numbers, f)
		if !hidden {
			wrong |= 1 << f.Kind
		}
		row := fault{faultKey: faultKey{a.Number, f.Kind, 0}, reason: f.Reason, value: a.Value, since: regulars.Micros(w.Clock.Now()), hidden: hidden}
		if f.Kind == check.Bounced {
			row.at = regulars.Micros(b.at)
		}
		if said, ok := s.said[f.Kind.Field()]; ok {
			row.source, _ = w.heard.source(a.Number, said)
		}
		list = append(list, row)
	}
	w.summary.add(s, &j, wrong, w.rules, w.now)
	w.sources(s, &j, wrong)
	w.blocks.add(a.Number, check.FaceOf(&s.person, o))
	return list
}

// sources adds up who told what.
func (w *work) sources(s *subject, j *check.Judged, wrong uint32) {
	for field, said := range s.said {
		looked, bad := ofField(field, j, wrong)
		if !looked {
			continue
		}
		kind := check.Kind(0)
		for k := check.Kind(1); bad && k.Valid(); k++ {
			if k.Field() == field && wrong&(1<<k) != 0 {
				kind = k
				break
			}
		}
		if source, ok := w.heard.source(s.account.Number, said); ok {
			w.summary.told(source, bad, kind)
		} else {
			w.unsaid = append(w.unsaid, unsaid{said.Seq, bad, kind})
		}
	}
}

// rest looks up the sources that were not plain.
func (w *work) rest(ctx context.Context) error {
	seqs := make([]int64, len(w.unsaid))
	for i, u := range w.unsaid {
		seqs[i] = u.seq
	}
	sources, err := w.askSources(ctx, seqs)
	if err != nil {
		return err
	}
	for _, u := range w.unsaid {
		w.summary.told(sources[u.seq], u.wrong, u.kind)
	}
	w.unsaid = w.unsaid[:0]
	return nil
}

// finish keeps what the run comes to.
func (w *work) finish(ctx context.Context, lesser int64) error {
	w.summary.close(w.rules, lesser)
	raw, err := json.Marshal(w.summary)
	if err != nil {
		return err
	}
	at := w.Clock.Now()
	day := at.In(w.Zone())
	month := (day.Year()-1970)*12 + int(day.Month()) - 1
	return w.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec("INSERT INTO quality_run (id, run_at, month, summary) SELECT coalesce(max(id), 0) + 1, ?, ?, ? FROM quality_run",
			regulars.Micros(at), month, string(raw)); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM quality_run WHERE id <= (SELECT max(id) FROM quality_run) - ?
			AND id NOT IN (SELECT max(id) FROM quality_run GROUP BY month)`, keepRuns)
		return err
	})
}
