package admin

import (
	"sync"

	"github.com/sothon/sothon/sync/wire"
)

// shelf keeps a secret just made until the page that asked for it has shown it, once.
type shelf[T any] struct {
	mu sync.Mutex
	m  map[wire.ID]T // by who made it
}

func (s *shelf[T]) put(by wire.ID, x T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = map[wire.ID]T{}
	}
	s.m[by] = x
}

func (s *shelf[T]) take(by wire.ID) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x, ok := s.m[by]
	delete(s.m, by)
	return x, ok
}
