"""Makes the vocabularies and the expected ids of WordPieceReferenceTest, with other people's tokenizer.

python make_token_references.py FOLDER   # tokenizers 0.23.3 of Hugging Face
"""
import json
import os
import sys

import tokenizers
from tokenizers.implementations import BertWordPieceTokenizer

OUT = sys.argv[1]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LOWER = SPECIAL + """the film was not good ##ly un ##aff ##able ##ff ##a play ##ing ##ed cafe naive resume 1 ##9 ##99 ' " , . ! ? - ( )
$ ^ ~ 。 、 « » … — don t s 映 画 東 京 ##京 ist ein schon strasse ß straße uber ##uber привет мир ##мир кот й e ##e o ##o x ##x
は か ##か し ñ n ##n i ##i 😀 ##😀 ª º ﬁ fi ##sh www com / : @ # &""".split()
CASED = SPECIAL + "The the Film film Café Cafe É É ##é caf ##e B ##B Ü Über über ##s Zü ##rich Zürich , . ! 東".split()
TEXTS = [
    "The film was not good.",
    "unaffable UNAFFABLE playing, played!",
    "Café naïve résumé CAFÉ",
    "cafe\u0301 E\u0301e",
    "1999 - (19) $19.99 ^~",
    "don't \"the film's\" good...",
    "東京映画。the映画film",
    "Straße STRASSE Über uber ß",
    "Привет, мир! Кот й",
    "the\tfilm\u00a0was\u2003good\u200bly \ufeffgood",
    "xxxx xex oxo zzz",
    "は か が し",
    "😀😀 the 😀",
    "« the » … — good",
    "x" * 120 + " good",
    "www.film.com/good @the #film &co",
    "ﬁsh fish ª º",
    "   the    good   ",
    "the\u0000 film\ufffd good",
    "İ i I ı",
    "𠀀 film 𪚥",
    "ñ n\u0303 Ñ",
    "[the] {film} good_good",
]

results = {"tokenizers": tokenizers.__version__, "texts": TEXTS}
for name, tokens, lower in (("lower", LOWER, True), ("cased", CASED, False)):
    tokens = list(dict.fromkeys(tokens))
    path = os.path.join(OUT, name + ".txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(tokens) + "\n")
    tokenizer = BertWordPieceTokenizer(path, lowercase=lower)
    results[name] = [tokenizer.encode(text).ids for text in TEXTS]
    tokenizer.enable_truncation(6)
    results[name + "_6"] = [tokenizer.encode(text).ids for text in TEXTS]
with open(os.path.join(OUT, "expected.json"), "w", encoding="utf-8") as file:
    json.dump(results, file, ensure_ascii=True, indent=1)
    file.write("\n")
print(tokenizers.__version__)
