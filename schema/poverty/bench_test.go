package poverty_test

import (
	"maps"
	"strconv"
	"testing"

	"github.com/sothon/sothon/schema/poverty"
	"github.com/sothon/sothon/schema/seed"
)

// A commune of 20,000 records under both standards, every tenth household with answers missing.
func BenchmarkJudge20000(b *testing.B) {
	households := make([]*poverty.Household, 20_000)
	for i := range households {
		h := four()
		for k := range h.Members {
			h.Members[k] = maps.Clone(h.Members[k])
			h.Members[k]["m_ngaysinh"] = strconv.Itoa(1940+(i*7+k*13)%85) + "-0" + strconv.Itoa(1+i%9) + "-1" + strconv.Itoa(k)
		}
		if i%10 == 0 {
			delete(h.Members[i%4], []string{"m_ngaysinh", "m_vieclam", "m_cutru", "m_bhyt"}[i/10%4])
			delete(h.Answers, "vl_mai")
		}
		b1 := 100 + i%90
		h.B1 = &b1
		households[i] = h
	}
	sets := seed.RuleSets()
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		for _, h := range households {
			for _, rs := range sets {
				a := poverty.Assess(rs, h)
				a.Class(poverty.Rural)
				a.Release()
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/20_000, "µs/household")
}
