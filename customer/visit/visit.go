package visit

import (
	"encoding/json"
	"net/url"
	"slices"
	"time"

	"regulars"
	"regulars/customer/timeline"
)

// Gap is how long nothing must happen for a visit to be over.
const Gap = 30 * time.Minute

// Visit is a time in which somebody looked at pages or screens.
type Visit struct {
	Begin, End time.Time
	Channel    regulars.Channel
	// Referrer is the host that the visit came from; empty when it was ours or unknown.
	Referrer string
	// Pages are the pages and screens in the order in which they were seen.
	Pages []Page
	// Events is how many things happened, page views included.
	Events int
	// Ordered says that an order was placed within the visit.
	Ordered bool
}

// Page is one view of a page or screen.
type Page struct {
	At time.Time
	// Path is the page's path, or the screen's name.
	Path, Title string
	// Dwell is the time until the next thing in the visit; 0 for the last one.
	Dwell time.Duration
}

// Entry and Exit give the first and the last page's path.
func (v *Visit) Entry() string { return v.Pages[0].Path }

// Exit gives the last page's path.
func (v *Visit) Exit() string { return v.Pages[len(v.Pages)-1].Path }

// Of makes visits of a timeline's entries, in any order, and gives the newest
// ones, the newest first, at most limit. What we did ourselves, and what
// happened without a page or screen in reach, belongs to no visit.
func Of(entries []timeline.Entry, limit int) []Visit {
	sorted := slices.Clone(entries)
	slices.SortStableFunc(sorted, func(a, b timeline.Entry) int {
		if c := a.Time.Compare(b.Time); c != 0 {
			return c
		}
		return int(a.Seq - b.Seq)
	})
	var visits []Visit
	var open *Visit
	for i := range sorted {
		e := &sorted[i]
		view := e.Type == regulars.Page || e.Type == regulars.Screen
		if e.Own || open == nil && !view {
			continue
		}
		if open != nil && e.Time.Sub(open.End) > Gap {
			visits = append(visits, *open)
			open = nil
			if !view {
				continue
			}
		}
		if open == nil {
			open = &Visit{Begin: e.Time, Channel: e.Channel}
		}
		open.take(e, view)
	}
	if open != nil {
		visits = append(visits, *open)
	}
	slices.Reverse(visits)
	return visits[:min(limit, len(visits))]
}

// take adds what happened to the visit.
func (v *Visit) take(e *timeline.Entry, view bool) {
	if n := len(v.Pages); n > 0 && v.Pages[n-1].Dwell == 0 {
		v.Pages[n-1].Dwell = e.Time.Sub(v.Pages[n-1].At)
	}
	v.End = e.Time
	v.Events++
	v.Ordered = v.Ordered || e.Name == "Order Completed" || e.Name == "Order Placed"
	if !view {
		return
	}
	p, referrer := pageOf(e)
	if len(v.Pages) == 0 {
		v.Referrer = referrer
	}
	v.Pages = append(v.Pages, p)
}

// pageOf reads what was seen, and the host it was come from.
func pageOf(e *timeline.Entry) (p Page, referrer string) {
	var body struct{ Path, URL, Title, Referrer string }
	_ = json.Unmarshal(e.Body, &body) // what is no text is left empty
	p = Page{At: e.Time, Path: body.Path, Title: body.Title}
	own, err := url.Parse(body.URL)
	if err == nil && p.Path == "" {
		p.Path = own.Path
	}
	if p.Path == "" {
		p.Path = e.Name
	}
	from, fromErr := url.Parse(body.Referrer)
	if fromErr != nil || err == nil && own.Host == from.Host {
		return p, ""
	}
	return p, from.Hostname()
}
