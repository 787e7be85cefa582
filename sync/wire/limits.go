package wire

// Limits of docs/sync.md §1.1. Decoders refuse what is larger before they allocate for it.
const (
	// MaxChangeBytes is the largest body of one change.
	MaxChangeBytes = 1 << 20
	// MaxOps is the largest number of ops in one change.
	MaxOps = 20_000
	// MaxSegmentBytes is the largest segment, unpacked.
	MaxSegmentBytes = 4 << 20
	// MaxSegmentPacked is the largest segment as sent, compressed; who compresses checks it.
	MaxSegmentPacked = 256 << 10
	// MaxBodyBytes is the largest body of a request or reply, unpacked: a segment and what travels beside it, or a
	// page of a feed.
	MaxBodyBytes = 16 << 20
	// MaxTextBytes is the longest single text in a structure other than a change's values.
	MaxTextBytes = 64 << 10

	maxDepth    = 16
	maxEnv      = 256
	maxRows     = MaxOps
	maxWriters  = 4096
	maxSees     = 1 << 16
	maxItems    = 100_000
	maxSmall    = 4096
	maxFormID   = 512
	maxZone     = 2 * 1440
	maxFrontier = 4096
	maxNode     = 1 << 20
)
