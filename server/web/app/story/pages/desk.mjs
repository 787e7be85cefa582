// Every page of the office with addresses of things that are there: the table of what each path of the router is looked at
// with. A path is given one address or several states; a function finds the address on the page before it.
import { belongs, others, paths } from './routes.mjs'

/** The pages as an administrator sees them: by the router's path, a list of [name, address or how to find it]. */
export const table = {
  '/login': [], // before anybody has signed in: pages.mjs
  '/install': [['install', '/install']],
  '/invite/:token': [['invite', life => life.invite]],
  '/me': [['me', '/me']],
  '/overview': [['overview', '/overview']],
  '/inbox': [['inbox', '/inbox'], ['inbox-conflict', '/inbox?queue=conflict'], ['inbox-all', '/inbox?queue=all'], ['inbox-none', '/inbox?queue=all&q=kh%C3%B4ng+c%C3%B3+ai']],
  '/inbox/preview': [['bulk', life => `/inbox/preview?do=approve&id=${life.records.finished}&id=${life.records.conflict}`]],
  '/records/:id': [
    ['record-conflict', life => `/records/${life.records.conflict}`], ['record-all', life => `/records/${life.records.finished}?show=all`], ['record-returned', life => `/records/${life.records.returned}`],
    ['record-approved', life => `/records/${life.records.approved}`], ['record-changed', life => `/records/${life.records.changed}`], ['record-held', life => `/records/${life.records.held}`]],
  '/households': [['households', '/households'], ['households-none', '/households?q=kh%C3%B4ng+c%C3%B3+ai']],
  '/households/new': [['household-new', '/households/new']],
  '/households/labels': [['labels', '/households/labels?q=M-00']],
  '/awards': [['awards', '/awards'], ['awards-none', '/awards?list=enterprise&year=2020']],
  '/awards/register': [['award-register', '/awards/register']],
  '/awards/new': [['award-new', '/awards/new'], ['award-new-official', '/awards/new?list=official']],
  '/awards/law/ladder': [['award-ladder', '/awards/law/ladder']],
  '/awards/law/sums': [['award-sums', '/awards/law/sums']],
  '/awards/law/meetings': [['award-meetings', '/awards/law/meetings']],
  '/awards/law/conditions': [['award-conditions', '/awards/law/conditions']],
  '/awards/:award': [['award', life => `/awards/${life.award}`], ['award-given', life => `/awards/${life.given}`]],
  '/loans': [['loans', '/loans'], ['loans-overdue', '/loans?show=overdue'], ['loans-none', '/loans?q=kh%C3%B4ng+c%C3%B3+ai']],
  '/loans/import': [['bank-lists', '/loans/import']],
  '/loans/import/:intake': [['bank-columns', life => `/loans/import/${life.bank}`]],
  '/loans/import/:intake/check': [['bank-check', life => `/loans/import/${life.bank}/check`]],
  '/loans/programmes': [['programmes', '/loans/programmes']],
  '/loans/:loan': [['loan', life => `/loans/${life.loan}`]],
  '/households/import': [['imports', '/households/import']],
  '/households/import/:intake': [['import-columns', life => `/households/import/${life.intake}`]],
  '/households/import/:intake/check': [['import-check', life => `/households/import/${life.intake}/check`]],
  '/households/:case': [['household', life => `/households/${life.cases.approved}`], ['household-conflict', life => `/households/${life.cases.conflict}`]],
  '/households/:case/event': [['event-death', life => `/households/${life.cases.approved}/event?kind=mat`], ['event-split', life => `/households/${life.cases.approved}/event?kind=tach`], ['event-move', life => `/households/${life.cases.approved}/event?kind=chuyen_thon`]],
  '/people/:person': [['person', life => life.person]],
  '/movement': [['movement', '/movement'], ['movement-before', '/movement?year=2025']],
  '/movement/pledges': [['pledges', '/movement/pledges?year=2025']],
  '/movement/help': [['help-matched', '/movement/help?year=2025']],
  '/movement/:kind': [['register-reports', '/movement/bao_cao?year=2026'], ['register-budget', '/movement/kinh_phi?year=2025'], ['register-none', '/movement/hop_dan?q=kh%C3%B4ng+c%C3%B3+ai']],
  '/movement/:kind/new': [['entry-new', '/movement/mo_hinh/new']],
  '/movement/:kind/:entry': [['entry', life => life.entry]],
  '/fund': [['fund', '/fund?year=2026'], ['fund-none', '/fund?q=kh%C3%B4ng+c%C3%B3+ai']],
  '/fund/public': [['fund-public', '/fund/public?year=2025']],
  '/fund/new': [['fund-in', '/fund/new?side=in'], ['fund-out', '/fund/new?side=out']],
  '/fund/:line': [['fund-line', life => life.fund]],
  '/scores': [['scores', '/scores?kind=thon&year=2025'], ['scores-households', '/scores?kind=ho_vuon_len&year=2025'], ['scores-officials', '/scores?kind=can_bo&year=2025']],
  '/scores/criteria': [['criteria', '/scores/criteria']],
  '/scores/:track/:subject': [['scorecard', life => life.score], ['scorecard-commune', '/scores/xa/00000000000000000000000000000000?year=2025']],
  '/movements': [['movements', '/movements'], ['movements-old', '/movements?class=HCN&units=old']],
  '/movements/households': [['movement-households', '/movements/households?cell=open&village=*'], ['movement-pending', '/movements/households?cell=pending&village=*']],
  '/recognise': [['recognise', '/recognise']],
  '/classes/:list': [['class-list', '/classes/theo-loai'], ['class-unable', '/classes/khong-knld'], ['class-indicators', '/classes/chi-so'], ['class-groups', '/classes/nhom'], ['class-causes', '/classes/nguyen-nhan'], ['class-needs', '/classes/nhu-cau']],
  '/rules': [['rules', '/rules']],
  '/rules/:rules': [['rule', life => life.rules]],
  '/areas': [['areas', '/areas']],
  '/exports': [['exports', '/exports']],
  '/reports': [['reports', '/reports']],
  '/reports/view/:paper': [['report-year', '/reports/view/bao-cao-nam'], ['report-decision', '/reports/view/quyet-dinh'], ['report-national', '/reports/view/bieu-tong-hop?units=old']],
  '/reports/figure': [['report-figure', '/reports/figure?t=B1a&r=9&k=11&paper=bao-cao-nam']],
  '/reports/templates': [['report-templates', '/reports/templates']],
  '/reports/office': [['report-office', '/reports/office']],
  '/rounds': [['rounds', '/rounds']],
  '/rounds/:round': [['round', life => `/rounds/${life.round}`]],
  '/rounds/:round/households': [['round-households', life => `/rounds/${life.round}/households`]],
  '/rounds/:round/edit': [['round-edit', life => `/rounds/${life.round}/edit`], ['round-new', '/rounds/new/edit']],
  '/forms': [['forms', '/forms']],
  '/forms/:hash': [['form-draft', life => `/forms/${life.form}`]],
  '/forms/:hash/preview': [['form-preview', life => `/forms/${life.form}/preview`]],
  '/forms/:hash/diff': [['form-diff', life => life.diff]],
  '/devices': [['devices', '/devices']],
  '/devices/:writer': [['device', life => `/devices/${life.devices[0]}`], ['device-wiped', life => `/devices/${life.devices[1]}`]],
  '/devices/:writer/pin': [['device-pin', life => `/devices/${life.devices[0]}/pin`]],
  '/users': [['users', '/users'], ['user-locked', life => `/users?edit=${life.users.locked}`]],
  '/audit': [['audit', '/audit']],
}

/** What the reviewer and the supervisor see differently. */
export const asOthers = {
  thamdinh: [['inbox-reviewer', '/inbox'], ['record-reviewer', life => `/records/${life.records.conflict}`], ['record-decide', life => `/records/${life.records.finished}`]],
  giamsat: [['fund-supervisor', '/fund'], ['movement-supervisor', '/movement'], ['overview-supervisor', '/overview'], ['record-supervisor', life => `/records/${life.records.finished}`], ['households-supervisor', '/households']],
}

/** Paths of the router that are neither looked at nor known to be no page. */
export const missing = () => paths.filter(p => !(p in table) && !(p in others))

/** Paths of the tables that the router does not have, and addresses that belong to another path than they stand under. */
export const stale = () => [...Object.keys(table), ...Object.keys(others)].filter(p => !paths.includes(p))
  .concat(Object.entries(table).flatMap(([p, all]) => all.filter(([, a]) => typeof a === 'string' && !belongs(p, a)).map(([n]) => `${n} is not of ${p}`)))
