package admin

type loanEntry struct{}
