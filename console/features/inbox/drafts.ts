/** What was written and not sent, kept in this browser per conversation, so that neither a reload nor a lost connection costs a word. */
const storeName = 'drafts'
let opened: Promise<IDBDatabase> | null = null

export async function readDraft(key: string): Promise<string> {
  try {
    const value = await ask<unknown>('readonly', (store) => store.get(key))
    return typeof value === 'string' ? value : ''
  } catch {
    return ''
  }
}

/** An empty text forgets it. */
export async function keepDraft(key: string, text: string): Promise<boolean> {
  try {
    await ask('readwrite', (store) => (text === '' ? store.delete(key) : store.put(text, key)))
    return true
  } catch {
    return false
  }
}

async function ask<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const db = await (opened ??= open())
  return new Promise((resolve, reject) => {
    const request = work(db.transaction(storeName, mode).objectStore(storeName))
    request.addEventListener('success', () => resolve(request.result as T))
    request.addEventListener('error', () => reject(request.error))
  })
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('kikimimi', 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(storeName))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => {
      opened = null
      reject(request.error)
    })
  })
}
