import { expect, test } from 'vitest'
import { ownAddress } from '../../../console/features/session/own-address.ts'

test.each(['/inbox', '/search?q=%E8%BF%94%E9%87%91&order=newest', '/tickets/0190a#note'])('%s is an address of ours', (to) => {
  expect(ownAddress(to)).toBe(to)
})

test.each([
  'https://evil.example/', '//evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example', '/\n/evil.example', '\t//evil.example', '/\\/evil.example', '/..//evil.example', '/./\\evil.example',
  'javascript:alert(1)', '', 'inbox', undefined, null, 7, ['/inbox'],
])('%j leads elsewhere and is dropped', (to) => {
  expect(ownAddress(to)).toBeNull()
})
