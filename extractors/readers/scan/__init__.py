"""Pages without a usable text layer: picture, skew, rules, words, as the content that the grid builder takes."""
