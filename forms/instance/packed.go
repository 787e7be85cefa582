package instance

import "errors"

// Packed keeps the cells of a large list in flat blocks: per column either one block of text with an offset for each
// row, or, where values repeat, a dictionary and a number for each row. A choice of three columns with a parent takes
// about 60 bytes, index included. Bytes and ParsePacked move it as one piece.
type Packed struct {
	Columns []string
	Rows    int
	cols    []packedColumn
}

type packedColumn struct {
	text string
	ends []uint32 // of the cells in text, or of the dictionary's entries when ids is set
	ids  []uint16 // by row; nil when every row has its own cell
}

// Pack copies rows × len(columns) cells.
func Pack(columns []string, rows int, cell func(row, col int) string) *Packed {
	p := &Packed{Columns: append([]string(nil), columns...), Rows: rows, cols: make([]packedColumn, len(columns))}
	for c := range columns {
		p.cols[c] = packColumn(rows, func(r int) string { return cell(r, c) })
	}
	return p
}

func packColumn(rows int, cell func(int) string) packedColumn {
	seen := make(map[string]uint16)
	ids := make([]uint16, rows)
	var words []string
	limit := min(rows/2, 1<<16-1) // a dictionary pays only where cells repeat
	for r := 0; r < rows && ids != nil; r++ {
		w := cell(r)
		id, known := seen[w]
		if !known {
			if len(words) >= limit {
				ids = nil
				break
			}
			id = uint16(len(words))
			seen[w] = id
			words = append(words, w)
		}
		ids[r] = id
	}
	n, get := rows, cell
	if ids != nil {
		n, get = len(words), func(i int) string { return words[i] }
	}
	size := 0
	for i := 0; i < n; i++ {
		size += len(get(i))
	}
	text := make([]byte, 0, size)
	ends := make([]uint32, n)
	for i := 0; i < n; i++ {
		text = append(text, get(i)...)
		ends[i] = uint32(len(text))
	}
	return packedColumn{text: string(text), ends: ends, ids: ids}
}

// Cell is one cell; "" out of range.
func (p *Packed) Cell(row, col int) string {
	if row < 0 || row >= p.Rows || col < 0 || col >= len(p.cols) {
		return ""
	}
	c := &p.cols[col]
	i := row
	if c.ids != nil {
		i = int(c.ids[row])
	}
	from := uint32(0)
	if i > 0 {
		from = c.ends[i-1]
	}
	return c.text[from:c.ends[i]]
}

// Table shows the packed cells as a secondary instance.
func (p *Packed) Table(id string) *Table { return NewTable(id, p.Columns, p.Rows, p.Cell) }

// Bytes is the whole list as one block: counts, then per column its name, form, ends, numbers and text; all numbers are
// unsigned LEB128.
func (p *Packed) Bytes() []byte {
	b := appendUvarint(nil, uint64(len(p.cols)))
	b = appendUvarint(b, uint64(p.Rows))
	for i, c := range p.cols {
		b = appendUvarint(b, uint64(len(p.Columns[i])))
		b = append(b, p.Columns[i]...)
		form := uint64(0)
		if c.ids != nil {
			form = 1
		}
		b = appendUvarint(b, form)
		b = appendUvarint(b, uint64(len(c.ends)))
		last := uint32(0)
		for _, e := range c.ends {
			b = appendUvarint(b, uint64(e-last))
			last = e
		}
		for _, id := range c.ids {
			b = appendUvarint(b, uint64(id))
		}
		b = append(b, c.text...)
	}
	return b
}

func appendUvarint(b []byte, n uint64) []byte {
	for ; n >= 0x80; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(b, byte(n))
}

// uvarint reads a number and how many bytes it took, 0 when there is none.
func uvarint(b []byte) (n uint64, took int) {
	for i, x := range b {
		if i == 9 && x > 1 || i > 9 {
			return 0, 0
		}
		n |= uint64(x&0x7f) << (7 * i)
		if x < 0x80 {
			return n, i + 1
		}
	}
	return 0, 0
}

var errPacked = errors.New("danh sách đóng gói bị hỏng, hãy đồng bộ lại / the packed list is damaged, sync again")

// ParsePacked reads what Bytes wrote. Any other block is an error, never a panic, and takes no more memory than a small
// multiple of the block.
func ParsePacked(b []byte) (*Packed, error) {
	bad := false
	num := func(limit uint64) int {
		v, n := uvarint(b)
		if n <= 0 || v > limit {
			bad = true
			b = nil
			return 0
		}
		b = b[n:]
		return int(v)
	}
	take := func(n int) string {
		if n > len(b) {
			bad = true
			b = nil
			return ""
		}
		s := string(b[:n])
		b = b[n:]
		return s
	}
	p := &Packed{}
	columns := num(uint64(len(b)))
	p.Rows = num(1 << 31)
	if columns == 0 && p.Rows > 0 {
		return nil, errPacked
	}
	for i := 0; i < columns && !bad; i++ {
		p.Columns = append(p.Columns, take(num(uint64(len(b)))))
		dictionary := num(1) == 1
		n := num(uint64(len(b)))
		c := packedColumn{ends: make([]uint32, n)}
		sum := uint64(0)
		for k := range c.ends {
			sum += uint64(num(uint64(len(b))))
			if sum > uint64(len(b)) {
				bad = true
				break
			}
			c.ends[k] = uint32(sum)
		}
		if dictionary && !bad {
			if p.Rows > len(b) {
				return nil, errPacked
			}
			c.ids = make([]uint16, p.Rows)
			for r := 0; r < p.Rows && !bad; r++ {
				id := num(1<<16 - 1)
				bad = bad || id >= n
				c.ids[r] = uint16(id)
			}
		} else if n != p.Rows {
			bad = true
		}
		c.text = take(int(sum))
		p.cols = append(p.cols, c)
	}
	if bad || len(b) != 0 {
		return nil, errPacked
	}
	return p, nil
}
