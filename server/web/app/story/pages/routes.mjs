// The pages of the office as the router knows them: every GET route of server/routes.go is either in the table of pages
// (desk.mjs), or named here as something that is no page. A new route that is in neither fails the suite.
import { readFileSync } from 'node:fs'

const source = readFileSync(new URL('../../../../routes.go', import.meta.url), 'utf8')

/** Paths that answer GET with something other than a page of the office, and what. */
export const others = {
  '/healthz': 'a word for machines', '/api/v1/blobs/:sha256': 'bytes for tablets', '/app': 'leads to the tablet app', '/app/*file': 'the tablet app: tablet.mjs',
  '/static/:file': 'a file', '/static/fonts/:file': 'a file', '/favicon.ico': 'a file', '/install/ca.crt': 'a certificate', '/': 'leads to the first page of the role',
  '/inbox/mark': 'a line that the page asks for', '/records/:id/mark': 'a line that the page asks for', '/blobs/:hash': 'a picture',
  '/reports/file/:paper': 'a paper to download', '/reports/templates/:paper': 'a template to download', '/reports/issued/:report/:kind': 'a paper to download',
  '/reports/issued/:report': 'there only with official rules, which the demo has not: TestReports_DraftNumberCancel',
  '/households/import/:intake/marks': 'a list to download', '/exports/:file': 'a table to download', '/movements/table/:file': 'a table to download', '/movements/households/:file': 'a table to download', '/classes/:list/:file': 'a table to download', '/rules/:rules/source': 'a workbook to download',
  '/loans/export': 'a table to download', '/movement/:kind/export': 'a table to download', '/movement/:kind/:entry/files/:evidence': 'a file', '/fund/export': 'a table to download', '/scores/export': 'a table to download',
  '/scores/criteria/file': 'a workbook to download', '/scores/:track/:subject/facts/:evidence': 'a file', '/loans/import/:intake/marks': 'a list to download', '/loans/programmes/table': 'a workbook to download', '/forms/:hash/source': 'a workbook to download', '/forms/:hash/preview/data': 'what the preview reads',
  '/awards/register/export': 'a table to download', '/awards/:award/papers/:paper': 'a paper to download',
  '/awards/law/ladder/table': 'a workbook to download', '/awards/law/sums/table': 'a workbook to download', '/awards/law/meetings/table': 'a workbook to download', '/awards/law/conditions/table': 'a workbook to download',
}

/** Every path of the router that answers GET. */
export const paths = [...source.matchAll(/Method: "GET", Path: "([^"]+)"/g)].map(m => m[1])

/** Whether a concrete address belongs to a path of the router. */
export const belongs = (path, address) => new RegExp(`^${path.replace(/[:*][a-z0-9]+/g, '[^/]+')}$`).test(address.split('?')[0])
