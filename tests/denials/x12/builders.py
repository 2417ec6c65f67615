"""Synthetic 835 text for tests: nobody's remittance."""

ISA = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PRACTICE       "
    "*260302*1200*^*00501*000000007*0*P*:"
)
BODY = (
    "BPR*I*80*C*ACH*CCP***********20260302",
    "TRN*1*TRACE-1*1999999999",
    "N1*PR*DEMO HEALTH PLAN*XV*PLAN1",
    "N1*PE*DEMO PRACTICE*XX*1234567893",
    "LX*1",
    "CLP*E-1*1*150*80*20*12*ICN1*11*1",
    "NM1*QC*1*PATIENTSURNAME*PATIENTGIVEN****MI*MEMBER123",
    "SVC*HC:99214:25*100*80**1",
    "DTM*472*20260201",
    "CAS*PR*2*20",
    "SVC*HC:20610*50*0**1",
    "DTM*472*20260201",
    "CAS*CO*97*50",
    "LQ*HE*N19",
)


def segments(body=BODY, *, control="0001"):
    """The segments of a whole interchange with one transaction."""
    return [
        ISA,
        "GS*HP*PAYER*PRACTICE*20260302*1200*7*X*005010X221A1",
        f"ST*835*{control}",
        *body,
        f"SE*{len(body) + 2}*{control}",
        "GE*1*7",
        "IEA*1*000000007",
    ]


def interchange(body=BODY, *, terminator="~", after="\n"):
    return "".join(f"{segment}{terminator}{after}" for segment in segments(body)).encode()
