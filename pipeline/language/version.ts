/** Changes whenever tokens, terms or sentiment of any text may change. */
export const engineVersion = 'interim-2 kuromoji-0.1.2-ipadic wink-2.4.0-lite-1.8.1 polarity-1'
