package xlsx

// A tag of a workbook has some hundred bytes and a cell at most 32,767 characters; both bounds are far above.
const (
	maxTag  = 16 << 10
	maxText = 1 << 20
)

// runs follows the XML text while it is unpacked and stops it before one endless tag (whose attributes would take many
// times their size) or one endless text reaches the parser.
type runs struct {
	n     int  // bytes since the tag or text began
	tag   bool // within <…>
	first bool // the next byte is the first of the tag
	loose bool // within <!…> or <?…>: quotes mean nothing
	quote byte // within a quoted attribute value
}

// within takes the next bytes; false when a tag or text is too long.
func (r *runs) within(p []byte) bool {
	for _, c := range p {
		r.n++
		switch {
		case !r.tag:
			if c == '<' {
				*r = runs{tag: true, first: true}
			} else if r.n > maxText {
				return false
			}
		case r.first:
			r.first, r.loose = false, c == '!' || c == '?'
			if c == '>' {
				*r = runs{}
			}
		case r.quote != 0:
			if c == r.quote {
				r.quote = 0
			}
		case c == '>':
			*r = runs{}
		case !r.loose && (c == '"' || c == '\''):
			r.quote = c
		}
		if r.tag && r.n > maxTag && (!r.loose || r.n > maxText) {
			return false
		}
	}
	return true
}
