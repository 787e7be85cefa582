package backup

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	// nightHour is when a backup is made, by the commune's clock.
	nightHour = 2
	// keepFiles is how many of the newest files stay in the folder.
	keepFiles = 14
	// tooOld is the age of the last checked backup at which one is made at once.
	tooOld = 26 * time.Hour
	// retryAfter is how long after a failure the next try is.
	retryAfter = time.Hour
)

// Nightly makes a checked backup in a folder every night until ctx ends, and one at once when the last is too old.
// Failures are logged and tried again; the store knows them (LastBackup). Older files than the newest 14 are removed, but
// never before a new one has passed its check.
func Nightly(ctx context.Context, src Source, dir string, zone *time.Location, log *slog.Logger) {
	if src.Clock == nil {
		src.Clock = time.Now
	}
	failed := false
	for {
		good, _, err := src.Store.LastBackup(ctx)
		if err != nil {
			log.Error("backup", "err", err)
			failed = true
		}
		wait := Due(src.Clock(), good.At, zone)
		if failed {
			wait = max(wait, retryAfter)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		made, err := Make(ctx, src, dir)
		if failed = err != nil; failed {
			log.Error("backup failed", "err", err)
			continue
		}
		log.Info("backup made and checked", "path", made.Path, "size", made.Size, "count", made.Changes)
		if err := prune(dir); err != nil {
			log.Error("old backups", "err", err)
		}
	}
}

// Due gives how long to wait for the next backup, when the last good one was made at last (zero: never).
func Due(now, last time.Time, zone *time.Location) time.Duration {
	if last.IsZero() || now.Sub(last) > tooOld {
		return 0
	}
	local := now.In(zone)
	next := time.Date(local.Year(), local.Month(), local.Day(), nightHour, 0, 0, 0, zone)
	if !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	return next.Sub(now)
}

func prune(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "sothon-????????-??????.tar.gz.age"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	for len(files) > keepFiles {
		if err := os.Remove(files[0]); err != nil {
			return err
		}
		files = files[1:]
	}
	return nil
}
