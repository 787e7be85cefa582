package auth

import (
	"sync"
	"time"
)

// Tries and Pause: after so many wrong passwords for one account from one address, further ones are not even looked at
// for that long.
const (
	Tries = 10
	Pause = 15 * time.Minute
)

// Brake counts wrong tries per key. It is kept in memory: a restart forgives. The zero value is not ready; use NewBrake.
type Brake struct {
	clock func() time.Time
	tries int
	pause time.Duration
	mu    sync.Mutex
	m     map[string]*tried
}

type tried struct {
	n     int
	until time.Time // the count is forgotten then
}

// NewBrake makes one; clock is the server's time.
func NewBrake(clock func() time.Time, tries int, pause time.Duration) *Brake {
	return &Brake{clock: clock, tries: tries, pause: pause, m: map[string]*tried{}}
}

// Left says how many tries a key has, and when it may try again if none.
func (b *Brake) Left(key string) (int, time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.m[key]
	if t == nil || !b.clock().Before(t.until) {
		return b.tries, time.Time{}
	}
	return max(0, b.tries-t.n), t.until
}

// Take counts a try before it is made, so that many at once do not get past the limit; false when none is left. Give
// the try back with Forget when it was right.
func (b *Brake) Take(key string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.clock()
	t := b.m[key]
	if t == nil || !now.Before(t.until) {
		b.sweep(now)
		t = &tried{}
		b.m[key] = t
	}
	if t.n >= b.tries {
		return false
	}
	t.n++
	t.until = now.Add(b.pause)
	return true
}

// Forget clears a key.
func (b *Brake) Forget(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.m, key)
}

// sweep drops what is over when the table has grown.
func (b *Brake) sweep(now time.Time) {
	if len(b.m) < 1000 {
		return
	}
	for k, t := range b.m {
		if !now.Before(t.until) {
			delete(b.m, k)
		}
	}
}
