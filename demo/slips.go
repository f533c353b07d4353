package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// What is wrong with what people tell, as in any real list of customers: slips
// of the finger, what a till writes for want of a birthday, a second account,
// addresses that died. Slips are drawn by themselves, so the rest of the world
// is the same with and without them.

// newSlips gives the chance by which slips are drawn.
func newSlips(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x736c697073)) }

func (w *World) slips(p float64) bool { return w.slipping.Float64() < p }

func slip[T any](w *World, list []T) T { return list[w.slipping.IntN(len(list))] }

// streets of the brand's parcels.
var streets = []string{"中山路", "人民路", "解放路", "建国路", "和平路", "文化路", "湖滨路", "长江路"}

// misspell puts into traits what somebody tells wrongly.
func (w *World) misspell(p *Person, traits map[string]any, source string) {
	if source != SourceTill && w.slips(0.55) {
		city := cities[p.City].name
		if w.slips(0.04) {
			city = slip(w, cities).name // an old address, or a gift's
		}
		address := map[string]any{"street": fmt.Sprintf("%s %d 号", slip(w, streets), 1+w.slipping.IntN(300)), "city": city,
			"postalCode": fmt.Sprintf("%d%05d", 1+w.slipping.IntN(6), w.slipping.IntN(100_000)), "country": "CN"}
		switch {
		case w.slips(0.02):
			delete(address, "street")
		case w.slips(0.02):
			address["postalCode"] = fmt.Sprint(w.slipping.IntN(10_000))
		}
		traits["address"] = address
	}
	// Tills and the hotline type what they hear.
	careless := 0.012
	if source == SourceTill {
		careless = 0.05
	}
	if p.Email != "" && w.slips(2*careless) {
		mailbox, _, _ := strings.Cut(p.Email, "@")
		traits["email"] = mailbox + slip(w, []string{"@gmial.com", "@163.con", "@qq.co", "@outlok.com", "@qq", "@162.com", "@163,com"})
	}
	if w.slips(careless) {
		traits["phone"] = slip(w, []string{strings.TrimPrefix(p.Phone, "+86")[:10], "13800138000", p.Phone + "0"})
	}
	if _, told := traits["birthday"]; w.slips(careless) && (told || source == SourceTill) {
		traits["birthday"] = slip(w, []string{"1900-01-01", "1970-01-01", "1990-25-03", "2031-05-01"})
	}
}

// doubles gives a few people the name and the end of the number of whoever came
// before them: they have signed up twice.
func (w *World) doubles(p *Person) {
	if n := len(w.People); n > 0 && w.slips(0.008) {
		before := w.People[n-1]
		p.Name, p.english = before.Name, before.english
		p.Phone = p.Phone[:6] + before.Phone[6:]
	}
}

// letters tells of two letters that another program has sent within the last
// year, and which of them came back.
func (w *World) letters(p *Person, told any) {
	address, _ := told.(string)
	if address == "" {
		return
	}
	known := strings.HasSuffix(address, ".demo")
	dead := !known || w.slips(0.02)
	for _, days := range []int{150, 20} {
		at := w.Until.AddDate(0, 0, -days)
		if p.First.After(at) {
			continue
		}
		w.track(p, at, SourceERP, "Email Sent", map[string]any{"campaign_id": fmt.Sprint("letter-", days), "email": address})
		if dead {
			w.track(p, at.Add(2*time.Minute), SourceERP, "Email Bounced", map[string]any{"campaign_id": fmt.Sprint("letter-", days), "email": address, "bounce_type": "hard"})
		}
	}
}
