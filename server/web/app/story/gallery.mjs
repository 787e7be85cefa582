// A form with every kind of question and every appearance, and how a person answers each. One line a question:
// group, type, name, label, appearance, parameters, then what a person does (ways.mjs) and the text that is then stored.
import { workbook } from './workbook.mjs'

const q = (group, type, name, label, { appearance = '', parameters = '', way, with: what, want, ...more } = {}) =>
  ({ group, type, name, label, appearance, parameters, way, what, want, more })

export const groups = {
  ma: ['Mã vạch', ''],
}

export const questions = scanned => [
  q('ma', 'barcode', 'ma_quet', 'Quét mã trên thẻ', { way: 'scan', want: scanned }),
  q('ma', 'barcode', 'ma_go', 'Mã gõ bằng tay', { way: 'typedCode', with: '8934588012345', want: '8934588012345' }),
]

const lists = {}

/** The gallery as a workbook under the form id of the demo's round, so that its tablets receive it. */
export function gallery(scanned) {
  const head = ['type', 'name', 'label', 'appearance', 'parameters', 'constraint', 'constraint_message', 'choice_filter', 'calculation', 'default', 'relevant', 'required', 'hint']
  const survey = [head]
  for (const [name, [label, appearance]] of Object.entries(groups)) {
    survey.push(['begin_group', name, label, appearance])
    for (const one of questions(scanned).filter(x => x.group === name)) {
      survey.push([one.type, one.name, one.label, one.appearance, one.parameters, ...head.slice(5).map(h => one.more[h] ?? '')])
    }
    survey.push(['end_group'])
  }
  const choices = [['list_name', 'name', 'label', 'image']]
  for (const [list, items] of Object.entries(lists)) for (const [name, label, image] of items) choices.push([list, name, label, image ?? ''])
  return workbook({ survey, choices, settings: [['form_title', 'form_id', 'version'], ['Bộ câu mẫu', 'ho_gia_dinh', 'mau-1']] })
}
