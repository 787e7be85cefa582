package replica

// Warm does what opening a record needs once in a start: it reads the form at hand, its lists and the households, and opens
// the first household for nobody. The caller does so while the person looks at the list. Nothing changes and nothing fails:
// what can not be opened now says so when it is opened.
func (r *Replica) Warm(at int64, zone int, lang string) {
	h := r.home()
	h.index()
	if len(h.order) == 0 {
		return
	}
	o, err := r.openingOf(h.order[0], at, zone)
	if err != nil {
		return
	}
	if s, err := r.resume(o, lang); err == nil {
		r.lastYear(s)
		r.whole(s)
	}
}
