"""The departments that a company begins with: those that its panels and papers name."""

from __future__ import annotations

from webapp.models import Department
from webapp.services.core.transaction import Tx

#: Code, Chinese and English name.
DEPARTMENTS = (
    ("MGMT", "总经办", "General management"),
    ("SALES", "业务部", "Sales"),
    ("SUPPORT", "销售支持部", "Sales support"),
    ("FIN", "财务部", "Finance"),
    ("STORE", "仓储物流部", "Warehouse and logistics"),
    ("TECH", "技术部", "Technology"),
    ("QUAL", "质量部", "Quality"),
    ("PROD", "生产部", "Production"),
    ("PURCH", "采购部", "Purchasing"),
    ("QS", "质量监督部", "Quality supervision"),
    ("IPR", "知识产权部", "Intellectual property"),
    ("SUPERV", "监察部", "Supervision"),
)


def create_departments(tx: Tx) -> None:
    for code, name, name_en in DEPARTMENTS:
        row = Department(
            code=code, name=name, name_en=name_en, version=1, trail_length=0, trail_head=""
        )
        tx.session.add(row)
        tx.session.flush()
        tx.record(row, "DepartmentAdded", {"after": {"name": name}})
