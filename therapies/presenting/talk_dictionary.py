"""The words that a talk's code leaves out: the dictionary it is packed with.

Codes that were mailed must be read for ever, so no letter here may change: other words need
another `talk.FORM`. What is used most comes last, where it costs least.
"""

WORDS = (
    b"of the documents the evidence is about a driver only no more than a hint or a use is given "
    b"This is about the documents' wording, not about trials. An effect is called shown for "
    b"Use runs ahead of evidence for called a foundation or routine Documents differ on therapies "
    b"said to do something else framed as reversal the strongest evidence is for calcification "
    b"The largest group acts on then on and an effect on the disease is stated or shown "
    b"vessel+lumen established+deposit plaque crystal+growth cell+change mineral+balance clot "
    b"systemic+risk research surgery procedure drug nutrient lifestyle care+programme under+study "
    b"selected routine foundation not+applicable driver flow events calcification not+stated "
    b"exploratory in+trials suggested stated shown kidney+disease severe+narrowing "
    b"&document=&also_framed_as=&acts_on=&kind=&standing=&context=&outcome=&evidence=&q=&id="
    b"evidence-span standing-span targets standing experimental mechanical mineral+metabolism "
    b"risk+control reverse modify stabilize halt &goal=halt&category=mechanical "
    b"Where use runs ahead of evidence Where along the disease Evidence over the documents "
    b'Place in care over the documents The map: of 47 therapies: ["method","","["sources",'
    b'"evidence-span","["compare?id=","","["therapy?id=","","["browse?category=","","'
    b'"],["overview?category=","map",""],["overview","map","","v'
)
