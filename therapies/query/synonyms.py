"""Words that people search: what the table calls otherwise, and what no document names.

Both maps help to find and say nothing about medicine. They are folded as a search is (no case, a
hyphen splits); what a table of one's own does not have is passed over.
"""

from types import MappingProxyType

MEANINGS = MappingProxyType(
    {
        "acetylsalicylic acid": "aspirin",
        "antihypertensive": "blood pressure medications",
        "blood thinner": "antiplatelet",
        "cabg": "bypass surgery",
        "ckd": "kidney disease",
        "coronary artery bypass": "bypass surgery",
        "fosrenol": "lanthanum carbonate",
        "gene therapy": "gene therapies",
        "glucose": "blood sugar",
        "hyperphosphataemia": "high phosphate",
        "hyperphosphatemia": "high phosphate",
        "ldl c": "ldl cholesterol",
        "mgp": "matrix gla protein",
        "nanoparticle": "nanotechnology",
        "phytate": "snf472",
        "ptca": "angioplasty",
        "pth": "parathyroid hormone",
        "quit smoking": "smoking cessation",
        "raas": "renin angiotensin aldosterone",
        "renagel": "sevelamer",
        "renal": "kidney disease",
        "renvela": "sevelamer",
        "rotablation": "rotational atherectomy",
        "rotablator": "rotational atherectomy",
        "shock wave": "lithotripsy",
        "shockwave": "lithotripsy",
        "stenosis": "severe narrowing",
    }
)
"""What is searched, in the singular, and the words that the table has for it."""

_STRANGERS = {
    "kidney disease": "dialysis haemodialysis hemodialysis nephrology uraemia uremia",
    "severe narrowing": "occlusion pad",
    "diabetes": "hba1c t2dm",
    "calcimimetics": "cinacalcet etelcalcetide evocalcet upacicalcet",
    "statins": (
        "atorvastatin fluvastatin lovastatin pitavastatin pravastatin rosuvastatin simvastatin"
    ),
    "antiplatelet-therapies": "cilostazol clopidogrel dipyridamole prasugrel ticagrelor",
    "renin-angiotensin-aldosterone-system-inhibitors": (
        "ace,inhibitor acei angiotensin,receptor,blocker aliskiren arb benazepril candesartan "
        "captopril enalapril eplerenone finerenone irbesartan lisinopril losartan olmesartan "
        "perindopril ramipril spironolactone telmisartan valsartan"
    ),
    "blood-pressure-medications": (
        "amlodipine beta,blocker chlorthalidone hydrochlorothiazide metoprolol nifedipine"
    ),
    "diabetes-management": "dapagliflozin empagliflozin insulin metformin semaglutide sglt2",
    "dyslipidemia-management": "alirocumab evolocumab ezetimibe fibrate inclisiran pcsk9",
    "phosphate-binders": "calcium,acetate calcium,carbonate",
    "non-calcium-based-phosphate-binders": "ferric,citrate sucroferric,oxyhydroxide",
    "pyrophosphate-analogs": "alendronate bisphosphonate etidronate pamidronate zoledronate",
    "chelating-agents": "edta sodium,thiosulfate sodium,thiosulphate thiosulfate thiosulphate",
    "dietary-calcium": "calcium,pill calcium,supplement calcium,tablet",
    "vitamin-d": "calcitriol cholecalciferol ergocalciferol paricalcitol",
    "vitamin-k": "menaquinone phylloquinone phytomenadione",
}

NEAREST = MappingProxyType(
    {
        word.replace(",", " "): target
        for target, listed in _STRANGERS.items()
        for word in listed.split()
    }
)
"""What is searched, in the singular, and the nearest context or therapy's id in the table."""
