"""A tiny valid table, written by hand, for tests that need one."""
# ruff: noqa: E501

from pathlib import Path

THERAPIES = """\
id,name,aliases,member_of,category,goal,also_framed_as,evidence,outcome,standing,kind,acts_on,mechanism,context,caveat,rationale
binders,Phosphate binders,not stated,not applicable,mineral metabolism,halt,not applicable,shown,calcification,foundation,drug,mineral balance,Bind phosphate in the gut.,kidney disease,not stated,not applicable
diet,Heart-healthy diet,not stated,not applicable,risk control,stabilize,not applicable,suggested,events,foundation,lifestyle,systemic risk,"Lowers pressure, sugar and lipids.",not stated,not stated,not applicable
lithotripsy,Intravascular lithotripsy,IVL; shockwave balloon,not applicable,mechanical,modify,not applicable,shown,flow,routine,procedure,established deposit,Pressure waves crack the calcium.,severe narrowing,Leaves the calcium in place.,The documents differ in evidence and standing; the outcome fits the goal.
sevelamer,Sevelamer,not stated,binders,mineral metabolism,halt,not applicable,shown,calcification,not stated,drug,mineral balance,Binds phosphate without calcium.,kidney disease,not stated,not applicable
vitamin-k,Vitamin K,"K2; the ""MK-7"" form",not applicable,mineral metabolism,halt,reverse,in trials,calcification,under study,nutrient,crystal growth,Activates Matrix Gla Protein.,kidney disease; diabetes,not stated,Framed under reversal; the stated action is to halt.
"""

CLAIMS = """\
id,therapy,source,section,paragraph,wording,says,goal,evidence,outcome,standing,context,caveat
bndrs,binders,first,Introduction,1,binders are the foundation,Binders slow further calcification.,halt,shown,calcification,foundation,kidney disease,not stated
dtrsk,diet,first,Diet,1,may lower the risk,Diet may lower the risk of events.,stabilize,suggested,events,foundation,not stated,not stated
crckd,lithotripsy,first,Devices,1,has been shown to crack calcium,It cracks calcium before a stent.,modify,shown,flow,routine,severe narrowing,Leaves the calcium in place.
nwtch,lithotripsy,second,Reversal,2,"a newer, gentler technique",A newer technique for selected lesions.,modify,stated,flow,selected,severe narrowing,not stated
svmkr,sevelamer,first,Introduction,1,such as sevelamer,Sevelamer slows calcification.,halt,shown,calcification,not stated,kidney disease,not stated
vktst,vitamin-k,first,Diet,2,in clinical trials,Vitamin K is being tested.,halt,in trials,calcification,under study,kidney disease; diabetes,not stated
vkrvr,vitamin-k,second,Reversal,1,could undo calcium,It is offered as a way to undo calcium.,reverse,not stated,not applicable,under study,not stated,not stated
"""

SOURCES = """\
id,name,title,scope,sections
first,First overview,not stated,Vascular calcification,Introduction (1); Diet (2); Devices (1)
second,Second overview,Can It Be Undone?,Coronary calcification,Introduction (2); Reversal (2)
"""

FILES = {"therapies.csv": THERAPIES, "claims.csv": CLAIMS, "sources.csv": SOURCES}


def write_sample(folder: Path) -> Path:
    """Write the three files into a folder; give the folder back."""
    for name, text in FILES.items():
        (folder / name).write_bytes(text.encode())
    return folder
