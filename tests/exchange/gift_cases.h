/* One ticket file and what is understood of it: see test_gift.c. */
{"Text only", "description \"Text only\"\n"}, {"Essay {}", "open \"Essay\"\n"},
    {"Essay { } ", "open \"Essay\"\n"}, {"Q {=a ~b}", "choice \"Q\" 100000:a 0:b\n"},
    {"Q {=a ~b#no ~%50%c#half\n####general}",
        "choice \"Q\" 100000:a 0:b#no 50000:c#half +general -general\n"},
    {"Q {~%50%a ~%50%b ~%-100%c}", "multi \"Q\" 50000:a 50000:b -100000:c\n"},
    {"Q {~%33.33333%a ~%33.33333%b ~%33.33333%c ~d}", "multi \"Q\" 33334:a 33333:b 33333:c 0:d\n"},
    {"Q {~a -> b =c -> d}", "choice \"Q\" 0:a -> b 100000:c -> d\n"},
    {"Q {~%33.3%a ~%33.3%b ~%33.3%c ~d}", "multi \"Q\" 33400:a 33300:b 33300:c 0:d\n"},
    {"Q {=a ~%33.3334%b ~%33.3335%c}", "choice \"Q\" 100000:a 33333:b 33334:c\n"},
    {"Q {=a ~%100%b ~c}", "choice \"Q\" 100000:a 100000:b 0:c\n"},
    {"Q {=a =b}", "short \"Q\" 100000:a 100000:b\n"},
    {"Q {=a =%75%b#close =*ish}", "short \"Q\" 100000:a 75000:b#close 100000:*ish\n"},
    {"Q {word}", "short \"Q\" 100000:word\n"}, {"Q {T}", "truefalse \"Q\" 100000: 0:\n"},
    {"Q {FALSE#shown if wrong#shown if right####general}",
        "truefalse \"Q\" 0: 100000: +shown if right -shown if wrong ~general\n"},
    {"Q {T#w####g}", "truefalse \"Q\" 100000: 0: -w ~g\n"},
    {"Q {T##r####g}", "truefalse \"Q\" 100000: 0: +r ~g\n"},
    {"Q {F####general}", "truefalse \"Q\" 0: 100000: +general -general\n"},
    {"Q {false}", "truefalse \"Q\" 0: 100000:\n"
                  "t.gift:1:4: warning: Moodle would take this for a short answer; it was read as "
                  "true or false: write TRUE or FALSE in capitals\n"},
    {"Q {True#w}", "truefalse \"Q\" 100000: 0: -w\n"
                   "t.gift:1:4: warning: Moodle would take this for a short answer; it was read as "
                   "true or false: write TRUE or FALSE in capitals\n"},
    {"Q {#1822}", "number \"Q\" 100000:1822\n"},
    {"Q {#3.14:0.005}", "number \"Q\" 100000:3.135..3.145\n"},
    {"Q {#3.141..3.142}", "number \"Q\" 100000:3.141..3.142\n"},
    {"Q {#-3.142..-3.141}", "number \"Q\" 100000:-3.142..-3.141\n"},
    {"Q {#=1822:0#yes =%50%1822:2#close ~#no}",
        "number \"Q\" 100000:1822#yes 50000:1820..1824#close 0:*#no\n"},
    {"Q {#2/3}", "number \"Q\" 100000:2/3\n"}, {"Q {#1,5}", "number \"Q\" 100000:1.5\n"},
    {"Q {#x}", "number \"Q\" 100000:\n"
               "t.gift:1:5: \"x\" is no number or range: write a number (7), a range (7..9) or a "
               "tolerance (7:0.5)\n"},
    {"Q {#4..3}", "number \"Q\" 100000:\n"
                  "t.gift:1:5: \"4..3\" is no number or range: write a number (7), a range (7..9) "
                  "or a tolerance (7:0.5)\n"},
    {"Q {#5:-1}", "number \"Q\" 100000:\n"
                  "t.gift:1:5: \"5:-1\" is no number or range: write a number (7), a range (7..9) "
                  "or a tolerance (7:0.5)\n"},
    {"Q\\: \\{ {#x}", "number \"Q: {\" 100000:\n"
                      "t.gift:1:10: \"x\" is no number or range: write a number (7), a range "
                      "(7..9) or a tolerance (7:0.5)\n"},
    {"Q {#=}", "number \"Q\" 100000:\n"
               "t.gift:1:6: \"\" is no number or range: write a number (7), a range (7..9) or a "
               "tolerance (7:0.5)\n"},
    {"Q {=left -> right =left2 -> right2}", "match \"Q\" 0:left>right 0:left2>right2\n"},
    {"Q {=a->1 =b->2 = -> 3}", "match \"Q\" 0:a>1 0:b>2 0:>3\n"},
    {"Q {=a -> 1 =b}", "match \"Q\" 0:a>1\n"
                       "t.gift:1:13: this is no pair to match: write it as = left -> right\n"},
    {"Q {0 -> 0 =a -> 1 =b -> 2}", "match \"Q\" 0:a>1 0:b>2\n"
                                   "t.gift:1:4: this is no pair to match: write it as = left -> "
                                   "right\n"},
    {"Q {=a -> 1 =b -> 1}", "match \"Q\" 0:a>1 0:b>1\n"
                            "t.gift:1:1: there is nothing to match: give at least two pairs with "
                            "different right sides\n"},
    {"Grant is {~buried =entombed} in the tomb.",
        "choice \"Grant is _____ in the tomb.\" 0:buried 100000:entombed\n"},
    {"Two {=a ~b} three\nfour", "choice \"Two _____ three\n"
                                "four\" 100000:a 0:b\n"},
    {"Escapes \\: \\# \\= \\{ \\} \\~ \\\\ \\n \\x {=\\=1 ~\\~2}",
        "choice \"Escapes : # = { } ~ \\\n"
        " \\x\" 100000:=1 0:~2\n"},
    {"LaTeX \\neq and \\\\neq {}", "open \"LaTeX\n"
                                   "eq and \\neq\"\n"},
    {"// a comment\nQ // not one {=a ~b}", "choice \"Q // not one\" 100000:a 0:b\n"},
    {"Q\n// inside\nmore {=a ~b}", "choice \"Q\n"
                                   "more\" 100000:a 0:b\n"},
    {"Q {=a\n// inside\n~b}", "choice \"Q\" 100000:a 0:b\n"},
    {"::Title::Q {=a ~b}", "choice <Title> \"Q\" 100000:a 0:b\n"},
    {"::A\\: B::Q {}", "open <A: B> \"Q\"\n"},
    {"::Never Q {}", "open \"::Never Q\"\n"
                     "t.gift:1:1: this title is never closed: write it as ::title:: question\n"},
    {"[html]<p>One &amp; two &frac12; &#65;&#x42;</p><ul><li>x</li><li>y</li></ul>a<br>b "
     "{=<b>c</b> ~[plain]<d>}",
        "choice \"One & two ½ AB\n"
        "• x\n"
        "• y\n"
        "a\n"
        "b\" 100000:c 0:<d>\n"
        "t.gift:1:86: warning: the <b> in this answer is not shown; its words are: say in words "
        "what should stand out\n"},
    {"[html]x<sup>2</sup> <b>bold</b> H<sub>2</sub>O 3 < 4 <img src=\"@@PLUGINFILE@@/p.png\"> {}",
        "open \"x² \xEE\x80\x80"
        "bold\xEE\x80\x81"
        " H₂O 3 < 4\"\n"
        "t.gift:1:7: warning: the picture in this question is left out: put the picture into the "
        "folder and name it in questions.csv\n"},
    {"[moodle]<i>x</i> {}", "open \"x\"\n"
                            "t.gift:1:9: warning: the <i> in this question is not shown; its words "
                            "are: say in words what should stand out\n"},
    {"[html]<a href=\"x\">See</a> <u>all</u> 10<sup>n</sup> {}",
        "open \"See all 10\u207f\"\n"
        "t.gift:1:7: warning: the <a> in this question is not shown; its words are: say in words "
        "what should stand out\n"},
    {"[html]4<sup>th</sup> {=a<sup>2+</sup> ~b}",
        "choice \"4th\" 100000:a²\u207a 0:b\n"
        "t.gift:1:7: warning: the <sup> in this question is not shown; its words are: say in "
        "words what should stand out\n"},
    {"[markdown]a **b** c {}", "open \"a \xEE\x80\x80"
                               "b\xEE\x80\x81"
                               " c\"\n"},
    {"[plain]<b>x</b> {}", "open \"<b>x</b>\"\n"}, {"[other]x {}", "open \"[other]x\"\n"},
    {"Q {=a ~b", "t.gift:1:3: this { is never closed: put the answers between one { and one }, and "
                 "write \\{ and \\} for braces in the text\n"},
    {"Q =a ~b}", "t.gift:1:8: this } was never opened: put the answers between one { and one }, "
                 "and write \\{ and \\} for braces in the text\n"},
    {"Q } {", "t.gift:1:5: this { is never closed: put the answers between one { and one }, and "
              "write \\{ and \\} for braces in the text\n"},
    {"Q {=a ~b} {=c ~d}", "t.gift:1:11: there is a second brace after the answers; a blank line "
                          "may be missing above: put the answers between one { and one }, and "
                          "write \\{ and \\} for braces in the text\n"},
    {"Q {a ~b}", "multi \"Q\" 0:b\n"
                 "t.gift:1:4: there is text before the first answer: put = before a right answer "
                 "and ~ before a wrong one\n"},
    {"Q {=a ~}", "choice \"Q\" 100000:a 0:\n"
                 "t.gift:1:1: answer 2 has no text: write one or remove it\n"},
    {"Q {~%150%a ~b}", "multi \"Q\" 100000:a 0:b\n"
                       "t.gift:1:5: a weight is more than 100 percent: write at most %100%\n"},
    {"Q {~a ~b}", "multi \"Q\" 0:a 0:b\n"
                  "t.gift:1:1: all right answers together are worth 0%: make them 100%\n"},
    {"{=a ~b}", "choice \"\" 100000:a 0:b\n"
                "t.gift:1:1: the question has no text: write what is asked\n"},
    {"$CATEGORY: 4.NF.1\n\nQ {}\n\nR {}", "open (4.NF.1) \"Q\"\n"
                                          "open (4.NF.1) \"R\"\n"},
    {"$CATEGORY: $course$/top/4.NF.1\n\nQ {}", "open (4.NF.1) \"Q\"\n"},
    {"$CATEGORY: My ticket\n\nQ {}\n\n$CATEGORY: 4.NF.1\n\nR {}\n\n$CATEGORY: other\n\nS {}",
        "title My ticket\n"
        "open \"Q\"\n"
        "open (4.NF.1) \"R\"\n"
        "open \"S\"\n"},
    {"$CATEGORY: 4.NF.1\n\nQ {}\n\n$CATEGORY: Geography of France\n\nR {}",
        "title Geography of France\n"
        "open (4.NF.1) \"Q\"\n"
        "open \"R\"\n"},
    {"$CATEGORY: top/4.nf.1\n\nQ {}\n\n$CATEGORY: 4.NFF.1\n\nR {}",
        "title 4.nf.1\n"
        "open \"Q\"\n"
        "open \"R\"\n"
        "t.gift:1:11: warning: the category \"4.nf.1\" is not the code of a skill: did you mean "
        "\"4.NF.1\"?\n"
        "t.gift:5:11: warning: the category \"4.NFF.1\" is not the code of a skill: did you mean "
        "\"4.NF.1\"?\n"},
    {"$CATEGORY: a/b//c \\= d\nQ {}", "title b/c = d\n"
                                      "open \"Q\"\n"},
    {"// [tag:4.NF.1]\nQ {}", "open (4.NF.1) \"Q\"\n"},
    {"// [id:x] [tag:easy] [tag:4.NF.1]\nQ {}", "open [t/x] (4.NF.1) \"Q\"\n"},
    {"// [tag:easy]\nQ {}",
        "open \"Q\"\n"
        "t.gift:1:9: warning: the tag \"easy\" is not the code of a skill: use a "
        "code of skills.csv as [tag:CODE], or add the skill there\n"},
    {"// [id:/other-1]\nQ {}", "open [other-1] \"Q\"\n"},
    {"// [id:u/1]\nQ {}", "open [u/1] \"Q\"\n"},
    {"// [tag:4.NF.1]\n\nQ {}", "open \"Q\"\n"
                                "t.gift:1:9: warning: the tag \"4.NF.1\" belongs to no question: "
                                "put it on the line directly "
                                "above its question, or write $CATEGORY: CODE\n"},
    {"// [question:w-1]\n\nQ {}", "see [w-1] \"\"\n"
                                  "open \"Q\"\n"},
    {"// question: 45  name: x\n::x::Q {}", "open <x> \"Q\"\n"},
    {"A\n\n\n \t\nB {}\n", "description \"A\"\n"
                           "open \"B\"\n"},
    {"Q {\r\n\t=a\r\n\t~b\r\n}\r\n", "choice \"Q\" 100000:a 0:b\n"},
    {"What?\nA) one\nB) two\nANSWER: B", "choice \"What?\" 0:one 100000:two\n"},
    {"What\nis it?\nA. one\nB. two\nANSWER: a\n\nNext?\nA) x\nB) y\nANSWER: A\n",
        "choice \"What\n"
        "is it?\" 100000:one 0:two\n"
        "choice \"Next?\" 100000:x 0:y\n"
        "t.gift:5:1: warning: other programs read this line only in capitals: write it in "
        "capitals: ANSWER: B\n"},
    {"What?\n\nA) one\nB) two\n\nANSWER: A", "choice \"What?\" 100000:one 0:two\n"},
    {"What?\nA)one\n*B) two", "choice \"What?\" 0:one 100000:two\n"
                              "t.gift:2:1: warning: there is no blank after the letter of this "
                              "answer: write a blank after the letter: A) text\n"
                              "t.gift:3:1: warning: the star before this answer was taken for the "
                              "right one: write ANSWER: and the letter below\n"},
    {"A) one\nB) two\nANSWER: A", "choice \"\" 100000:one 0:two\n"
                                  "t.gift:1:1: the question has no text: write what is asked\n"},
    {"What?\nA) one\nANSWER: A", "choice \"What?\" 100000:one\n"
                                 "t.gift:1:1: the question has 1 answers: give it at least 2\n"},
    {"What?\nA) one\nB) two\nANSWER: C", "choice \"What?\" 0:one 0:two\n"
                                         "t.gift:4:9: the right answer is C but there is no answer "
                                         "C: name one of the answers above\n"},
    {"What?\nA) one\nB) two\nANSWER: A or B",
        "choice \"What?\" 0:one 0:two\n"
        "t.gift:4:1: this ANSWER line does not name one letter: write ANSWER: and one letter, such "
        "as ANSWER: B\n"},
    {"What?\nA) one\nC) two\nANSWER: A", "choice \"What?\" 100000:one 0:two\n"
                                         "t.gift:3:1: the letters of the answers are not in order: "
                                         "letter the answers A, B, C without a gap\n"},
    {"ANSWER: A\nA) one\nB) two", "choice \"\" 0:one 0:two\n"
                                  "t.gift:1:1: this ANSWER line belongs to no question: write the "
                                  "question and its answers above\n"},
    {"What?\nA) one\nB) two",
        "choice \"What?\" 0:one 0:two\n"
        "t.gift:1:1: no answer is right: mark one that is worth the full points\n"},
    {"Q {=a ~b}\n\nWhat?\nA) one\nB) two\nANSWER: B", "choice \"Q\" 100000:a 0:b\n"
                                                      "choice \"What?\" 0:one 100000:two\n"},
    {"Which?\n- [ ] one\n- [x] two", "choice \"Which?\" 0:one 100000:two\n"},
    {"## Which?\n\n\n", "description \"## Which?\"\n"},
    {"Which?\n- [x] one\n- [x] two\n- [x] three\n- [ ] four",
        "multi \"Which?\" 33334:one 33333:two 33333:three 0:four\n"},
    {"Which?\n* [ ] one\n* [ ] two",
        "multi \"Which?\" 0:one 0:two\n"
        "t.gift:1:1: all right answers together are worth 0%: make them 100%\n"},
    {"- [x] one\n- [ ] two", "choice \"\" 100000:one 0:two\n"
                             "t.gift:1:1: the question has no text: write what is asked\n"},
    {"Café costs 3 € {=a ~b}", "choice \"Café costs 3 €\" 100000:a 0:b\n"},
    {"Q {=%50%a ~b}", "choice \"Q\" 50000:a 0:b\n"
                      "t.gift:1:1: no answer is right: mark one that is worth the full points\n"},
    {"Q "
     "{="
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ~b}",
        "choice \"Q\" "
        "100000:"
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 0:b\n"
        "t.gift:1:5: the answer is too long (at most 255 bytes): "
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaaaaaa…\": shorten it\n"},
    {"Q {=1 =2 =3 =4 =5 =6 =7 =8 =9 =10 =11 =12 =13}",
        "short \"Q\" 100000:1 100000:2 100000:3 100000:4 100000:5 100000:6 100000:7 100000:8 "
        "100000:9 100000:10 100000:11 100000:12\n"
        "t.gift:1:44: the question has more than 12 answers: leave the weakest ones out\n"},
    {"Q {=a#[html]<b>x</b> &eacute; ~b}",
        "choice \"Q\" 100000:a#x é 0:b\n"
        "t.gift:1:13: warning: the <b> in this feedback is not shown; its words are: say in words "
        "what should stand out\n"},
    {"{T} is it", "truefalse \"_____ is it\" 100000: 0:\n"},
    {"Q {TRUE#a#b#c}", "truefalse \"Q\" 100000: 0: +b#c -a\n"},
    {"Q {#}", "number \"Q\"\n"
              "t.gift:1:1: there is no number to accept: write the answer\n"},
    {"Q {####only general}", "open \"Q\" +only general -only general\n"},
    {"::A {x}::Q {=a ~b}", "choice <A {x}> \"Q\" 100000:a 0:b\n"},
    {"// [id:a b]\nQ {}",
        "open \"Q\"\n"
        "t.gift:1:8: the id \"t/a b\" has a blank in it: use letters, digits, and . - _ / only\n"},
    {"// [tag:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]\nQ {}",
        "open \"Q\"\n"
        "t.gift:1:9: the name after \"[tag:\" is too long (at most 63 bytes): use a shorter one\n"},
