import model from 'wink-eng-lite-web-model'
import winkNlp, { type ItemSentence, type ItsFunction } from 'wink-nlp'
import type { Evidence, Sentiment } from '../../core/ports/language.ts'

export interface English {
  lemma(word: string): string
  sentiment(text: string): Sentiment
}

/** Longer texts say nothing new about mood; their first part decides. */
const longestText = 5000
const memoSize = 20_000

/** wink-nlp with its small English model: about 40 MB. */
export function loadEnglish(): English {
  const nlp = winkNlp(model, ['sbd', 'negation', 'sentiment', 'pos'])
  const { its } = nlp
  // The package's types give `lemma` a signature that its own `out` does not take.
  const lemmaOf = its.lemma as unknown as ItsFunction<string>
  const lemmas = new Map<string, string>()

  return { lemma, sentiment }

  function lemma(word: string): string {
    const known = lemmas.get(word)
    if (known !== undefined) return known
    const found = word.length > 40 ? word : (nlp.readDoc(word).tokens().out(lemmaOf)[0] ?? word)
    if (lemmas.size >= memoSize) lemmas.clear()
    lemmas.set(word, found)
    return found
  }

  function sentiment(text: string): Sentiment {
    const evidence: Evidence[] = []
    let place = 0
    nlp.readDoc(text.slice(0, longestText).toWellFormed()).sentences().each((sentence: ItemSentence) => {
      const words = sentence.out()
      const start = text.indexOf(words.slice(0, 12), place)
      if (start < 0) return
      place = Math.min(start + words.length, text.length)
      const weight = Number(sentence.out(its.sentiment))
      if (weight !== 0) evidence.push({ start, end: place, weight, why: 'phrase' })
    })
    return judge(evidence)
  }
}

function judge(evidence: Evidence[]): Sentiment {
  const positive = evidence.reduce((sum, { weight }) => sum + Math.max(weight, 0), 0)
  const negative = evidence.reduce((sum, { weight }) => sum - Math.min(weight, 0), 0)
  const score = positive + negative === 0 ? 0 : (positive - negative) / Math.max(evidence.length, 1)
  const isMixed = positive >= 0.3 && negative >= 0.3 && Math.min(positive, negative) >= 0.6 * Math.max(positive, negative)
  const label = isMixed ? 'mixed' : score > 0.15 ? 'positive' : score < -0.15 ? 'negative' : 'neutral'
  return { label, score: Math.max(-1, Math.min(1, score)), confidence: label === 'neutral' ? 0.5 : Math.min(0.9, 0.5 + Math.abs(score) / 2), evidence }
}
