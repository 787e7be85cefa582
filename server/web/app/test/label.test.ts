import assert from 'node:assert/strict'
import { test } from 'node:test'

import { caseOfLabel } from '../src/text/label.ts'

const hex = '00112233445566778899aabbccddeeff'

test('the code of a house names its case', () => {
  for (const text of [`sothon:ho:${hex}`, ` sothon:ho:${hex}\n`, `SOTHON:HO:${hex.toUpperCase()}`]) assert.equal(caseOfLabel(text), hex, text)
})

test('any other code names none', () => {
  for (const text of ['', hex, `sothon:ho:${hex}0`, `sothon:ho:${hex.slice(1)}`, `sothon:nguoi:${hex}`, `https://example.vn/#ho=${hex}`, '001085012345|012345678|Nguyễn Văn A|01011985|Nam|Xóm 1|01012021', `sothon:ho:${hex.replace('a', 'g')}`]) assert.equal(caseOfLabel(text), null, text)
})
