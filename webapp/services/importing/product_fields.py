"""What a list of articles may have columns for."""

from __future__ import annotations

from webapp.services.catalog.products_input import MOST_LEAD_DAYS
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.importing.fields import (
    ARTICLE_TITLES,
    Field,
    read_choice,
    read_code,
    read_price,
    read_quantity,
    read_some,
    read_text,
    read_whole,
    read_yes,
)

BY_NAME = N_("Its code or its name.")
OWN_UNIT = N_("In the article's own unit.")
KIND_WORDS = {
    "regular": ("常规", "普通", "常规品", "Regular"),
    "new": ("新品", "新产品", "New"),
    "special": ("特殊", "特价", "特销", "特殊品", "Special"),
}

PRODUCT_FIELDS = (
    Field(
        "code",
        N_("Article code"),
        read_code(40),
        ARTICLE_TITLES,
        required=True,
        example="BOLT-8",
    ),
    Field(
        "name",
        N_("Name"),
        read_text(120),
        ("名称", "商品名称", "品名", "name", "article name", "description"),
        required=True,
        example="不锈钢螺栓",
    ),
    Field(
        "category",
        N_("Category"),
        read_text(80),
        ("分类", "类别", "商品分类", "商品类别", "category"),
        required=True,
        is_constant=True,
        hint=BY_NAME,
        example="紧固件",
    ),
    Field(
        "unit",
        N_("Unit"),
        read_text(20),
        ("单位", "计量单位", "基本单位", "unit"),
        required=True,
        is_constant=True,
        example="个",
    ),
    Field(
        "base_price",
        N_("Base price"),
        read_price,
        ("基础价", "单价", "价格", "销售价", "标准价", "price", "base price", "unit price"),
        hint=N_("CNY with tax. Only for new articles; known ones get prices as prices."),
        example="1.5000",
    ),
    Field(
        "name_en",
        N_("English name"),
        read_text(160),
        ("英文名称", "英文名", "english name", "name_en"),
        example="Stainless bolt",
    ),
    Field(
        "specification",
        N_("Specification"),
        read_text(120),
        ("规格", "规格型号", "型号", "specification", "spec"),
        example="M8×40",
    ),
    Field(
        "barcode",
        N_("Bar code"),
        read_code(20),
        ("条码", "条形码", "商品条码", "barcode", "bar code", "ean"),
    ),
    Field("brand", N_("Brand"), read_text(60), ("品牌", "brand"), is_constant=True),
    Field(
        "kind",
        N_("Product kind"),
        read_choice(KIND_WORDS),
        ("产品类别", "商品类型", "产品类型", "类型", "kind"),
        is_constant=True,
    ),
    Field(
        "unit_en",
        N_("English unit"),
        read_text(20),
        ("英文单位", "unit_en", "english unit"),
        is_constant=True,
    ),
    Field(
        "cost_price",
        N_("Cost price"),
        read_price,
        ("成本", "成本价", "进价", "cost", "cost price"),
        permission=Permission.PRICE_MANAGE,
        hint=N_("CNY"),
    ),
    Field(
        "tax_class",
        N_("Tax class"),
        read_text(80),
        ("税类", "税收分类", "税率类别", "tax class"),
        is_constant=True,
        hint=BY_NAME,
    ),
    Field(
        "min_quantity",
        N_("Minimum quantity"),
        read_some,
        ("起订量", "最小订量", "最小订货量", "minimum", "moq"),
        is_constant=True,
        hint=OWN_UNIT,
    ),
    Field(
        "step_quantity",
        N_("Step"),
        read_some,
        ("订货倍数", "增量", "步长", "step", "multiple"),
        is_constant=True,
        hint=OWN_UNIT,
    ),
    Field(
        "max_quantity",
        N_("Maximum quantity"),
        read_quantity,
        ("限订量", "最大订量", "最大订货量", "maximum"),
        is_constant=True,
        hint=N_("0 means no bound."),
    ),
    Field(
        "lead_days",
        N_("Lead time in days"),
        read_whole(MOST_LEAD_DAYS),
        ("交期", "备货天数", "交货期", "lead time", "lead days"),
        is_constant=True,
    ),
    Field(
        "box_unit",
        N_("Larger unit"),
        read_text(20),
        ("装箱单位", "大单位", "包装单位", "box unit", "larger unit"),
        is_constant=True,
        example="箱",
    ),
    Field(
        "box_factor",
        N_("Own units in the larger one"),
        read_some,
        ("大单位含基本单位数", "装箱数", "每箱数量", "换算", "包装数量", "box quantity", "factor"),
        is_constant=True,
        example="12",
    ),
    Field(
        "allow_oversell",
        N_("May be oversold"),
        read_yes,
        ("允许超卖", "超卖", "oversell"),
        is_constant=True,
        hint=N_("Yes or no."),
    ),
    Field(
        "on_shelf",
        N_("On the shelf"),
        read_yes,
        ("在架", "上架", "是否上架", "on shelf"),
        is_constant=True,
        hint=N_("Yes or no."),
    ),
)
