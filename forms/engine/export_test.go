package engine

// For tests from outside, which may import packages that import this one.
var (
	DrawForm   = drawForm
	DrawValue  = someValues
	DescribeIt = describe
)
