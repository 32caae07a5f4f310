"""What a list of customers may have columns for."""

from __future__ import annotations

from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.customers.filing import MOST_PAYMENT_DAYS
from webapp.services.importing.fields import (
    CUSTOMER_TITLES,
    Field,
    read_code,
    read_day,
    read_money,
    read_text,
    read_whole,
)

GRADE = Permission.CUSTOMER_GRADE
BY_NAME = N_("Its code or its name.")

CUSTOMER_FIELDS = (
    Field(
        "code",
        N_("Customer code"),
        read_code(40),
        (*CUSTOMER_TITLES[:3], "编码", "代码", "code", "customer no"),
        required=True,
        example="KH1001",
    ),
    Field(
        "name",
        N_("Name"),
        read_text(120),
        ("客户名称", "客户", "名称", "单位名称", "name", "customer", "customer name"),
        required=True,
        example="杭州永固五金商行",
    ),
    Field(
        "region",
        N_("Region"),
        read_text(80),
        ("地区", "区域", "归属区域", "所属区域", "片区", "region", "area"),
        is_constant=True,
        hint=N_("Its code or its name. New customers need one."),
        example="华东",
    ),
    Field(
        "salesperson",
        N_("Salesperson"),
        read_text(80),
        ("业务员", "销售员", "业务经理", "salesperson", "sales"),
        is_constant=True,
        hint=N_("User name or name. New customers need one, or a responsibility code."),
    ),
    Field(
        "responsibility_code",
        N_("Responsibility code"),
        read_code(40),
        ("责任编码", "责任代码", "责任码", "业务代码", "responsibility code"),
        is_constant=True,
        example="XS-01",
    ),
    Field(
        "level",
        N_("Level"),
        read_text(80),
        ("级别", "客户级别", "价格级别", "level"),
        is_constant=True,
        permission=GRADE,
        hint=BY_NAME,
    ),
    Field(
        "branch",
        N_("Branch"),
        read_text(80),
        ("分公司", "所属分公司", "公司", "branch"),
        is_constant=True,
        hint=BY_NAME,
    ),
    Field(
        "contact",
        N_("Contact"),
        read_text(60),
        ("联系人", "联系人姓名", "contact", "contact person"),
        example="王经理",
    ),
    Field(
        "phone",
        N_("Telephone"),
        read_code(40),
        ("电话", "联系电话", "手机", "手机号", "手机号码", "phone", "telephone", "mobile"),
        example="13800000000",
    ),
    Field(
        "address",
        N_("Delivery address"),
        read_text(200),
        ("地址", "收货地址", "送货地址", "联系地址", "address", "delivery address"),
        hint=N_("Only for new customers; others keep their addresses."),
        example="杭州市文一路 1 号",
    ),
    Field(
        "contract_number",
        N_("Contract number"),
        read_code(60),
        ("合同号", "合同编号", "contract", "contract number"),
        example="HT-1001",
    ),
    Field(
        "credit_code",
        N_("Tax number"),
        read_code(18),
        ("税号", "统一社会信用代码", "纳税人识别号", "tax number", "credit code"),
    ),
    Field(
        "invoice_title",
        N_("Invoice title"),
        read_text(120),
        ("发票抬头", "开票名称", "抬头", "invoice title"),
    ),
    Field(
        "invoice_address",
        N_("Invoice address and telephone"),
        read_text(200),
        ("开票地址", "开票地址、电话", "开票地址电话", "invoice address"),
    ),
    Field(
        "invoice_bank",
        N_("Bank and account number"),
        read_text(200),
        ("开户行及账号", "开户行", "银行账号", "开户银行", "bank", "bank account"),
    ),
    Field(
        "credit_limit",
        N_("Credit limit"),
        read_money,
        ("授信额度", "信用额度", "credit limit"),
        permission=GRADE,
        hint=N_("CNY"),
    ),
    Field(
        "payment_days",
        N_("Days to pay"),
        read_whole(MOST_PAYMENT_DAYS),
        ("账期", "账期（天）", "账期天数", "付款天数", "payment days"),
        permission=GRADE,
    ),
    Field(
        "grade",
        N_("Grade"),
        read_text(80),
        ("等级", "客户等级", "评级", "grade"),
        is_constant=True,
        permission=GRADE,
        hint=BY_NAME,
    ),
    Field(
        "channel",
        N_("Channel"),
        read_text(80),
        ("渠道", "客户渠道", "渠道类型", "channel"),
        is_constant=True,
        hint=BY_NAME,
    ),
    Field(
        "market_position",
        N_("Market position"),
        read_text(80),
        ("市场地位", "market position"),
        is_constant=True,
        hint=BY_NAME,
    ),
    Field(
        "review_due",
        N_("Review due"),
        read_day,
        ("复核到期日", "复核日期", "下次复核", "review due"),
        is_constant=True,
    ),
    Field(
        "internal_remark",
        N_("Internal remark"),
        read_text(500),
        ("备注", "内部备注", "remark", "note"),
    ),
    Field(
        "reason",
        N_("Reason of a handover"),
        read_text(200),
        ("移交原因", "变更原因", "reason"),
        is_constant=True,
        hint=N_("Needed where another salesperson takes over a customer."),
    ),
)
