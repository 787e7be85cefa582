import { chromium } from 'playwright-core';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const base = 'http://localhost:8150';
const pg = await b.newPage({ viewport: { width: 1280, height: 900 } });
await pg.goto(base + '/login'); await pg.fill('[name=login]', 'quantri'); await pg.fill('[name=password]', 'xa-mau-quan-tri-2026'); await pg.click('button[type=submit]');
await pg.waitForLoadState();
const shots = process.argv.slice(2);
for (const s of shots) { const [n, p, w] = s.split('|'); await pg.setViewportSize({ width: Number(w || 1280), height: 900 }); const r = await pg.goto(base + p); console.log(n, r.status()); await pg.screenshot({ path: `/tmp/t/papers/s-${n}.png`, fullPage: n.endsWith('F') }); }
await b.close();
