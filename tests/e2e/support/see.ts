import { expect } from '@playwright/test'

/** Waits until something is so. Longer than usual: the machine may have other things to do, and a wait that ends early costs nothing. */
export const see = expect.configure({ timeout: 15_000 })
