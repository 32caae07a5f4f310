"""The invented company: head office and two branches, their staff, and the sales regions.

Nobody here is a real person. The first account of each built-in role is the one that the
demonstration's sign-in page offers.
"""

from dataclasses import dataclass

COMPANY = "鼎达五金集团有限公司"
COMPANY_EN = "Dingda Hardware Group Co., Ltd."


@dataclass(frozen=True)
class DemoBranch:
    """An office that sells; exactly one is the head office."""

    code: str
    name: str
    name_en: str
    is_head_office: bool = False


@dataclass(frozen=True)
class DemoDepartment:
    """A department, by its code."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class DemoRegion:
    """A node of the region tree: part of the country, province, city; `parent` None at the top."""

    code: str
    name: str
    name_en: str
    parent: str | None


@dataclass(frozen=True)
class DemoPerson:
    """A staff account. `regions` are the codes of the regions whose customers are his own, `post`
    that of the leading post that he holds."""

    user_name: str
    name: str
    roles: tuple[str, ...]
    branch: str
    department: str
    position: str
    regions: tuple[str, ...] = ()
    post: str = ""


BRANCHES = (
    DemoBranch("HQ", "杭州总部", "Hangzhou head office", is_head_office=True),
    DemoBranch("GZ", "广州分公司", "Guangzhou branch"),
    DemoBranch("CD", "成都分公司", "Chengdu branch"),
)

#: Beside those that every company begins with.
DEPARTMENTS = (DemoDepartment("IT", "信息部", "Information technology"),)

_DESK = (
    DemoPerson("admin", "周敏", ("administrator",), "HQ", "IT", "系统管理员"),
    DemoPerson("sales", "陈国栋", ("sales_head",), "HQ", "SALES", "销售总监"),
    DemoPerson("review", "林晓燕", ("order_reviewer",), "HQ", "SUPPORT", "订单审核员"),
    DemoPerson("finance", "黄丽华", ("finance_reviewer",), "HQ", "FIN", "财务主管"),
    DemoPerson("ship", "吴建国", ("shipping_keeper",), "HQ", "STORE", "仓库主管"),
    DemoPerson("region1", "孙志强", ("regional_manager",), "HQ", "SALES", "区域经理", ("E",)),
    DemoPerson("gm", "赵志远", ("sales_head",), "HQ", "MGMT", "总经理", post="general_manager"),
    DemoPerson("review2", "何雨晴", ("order_reviewer",), "HQ", "SUPPORT", "销售支持专员"),
    DemoPerson("review3", "梁嘉欣", ("order_reviewer",), "GZ", "SUPPORT", "订单审核员"),
    DemoPerson("finance2", "徐静", ("finance_reviewer",), "HQ", "FIN", "应收会计"),
    DemoPerson("ship2", "邓伟明", ("shipping_keeper",), "GZ", "STORE", "仓库管理员"),
    DemoPerson("ship3", "罗小军", ("shipping_keeper",), "CD", "STORE", "仓库管理员"),
    DemoPerson("region2", "马海涛", ("regional_manager",), "HQ", "SALES", "区域经理", ("N", "NE")),
    DemoPerson("region3", "郭建平", ("regional_manager",), "HQ", "SALES", "区域经理", ("C", "NW")),
    DemoPerson("region4", "谭志豪", ("regional_manager",), "GZ", "SALES", "区域经理", ("S",)),
    DemoPerson("region5", "杨晓东", ("regional_manager",), "CD", "SALES", "区域经理", ("SW",)),
)

#: Who judges and rules in reviews, and who carries a case from the inquiry to the contract.
_CASES = (
    DemoPerson("chairman", "丁世昌", (), "HQ", "MGMT", "董事长", post="chairman"),
    DemoPerson("president", "丁立诚", (), "HQ", "MGMT", "总裁", post="president"),
    DemoPerson("deputy", "沈文彬", (), "HQ", "MGMT", "副总经理", post="deputy_manager"),
    DemoPerson("assistant", "苏婉", (), "HQ", "MGMT", "总经理助理", post="assistant"),
    DemoPerson("director", "冯大勇", (), "HQ", "PROD", "生产总监", post="prod_director"),
    DemoPerson("control", "秦岚", (), "HQ", "MGMT", "内控负责人", post="internal_control"),
    DemoPerson("seller", "姚思远", ("salesperson",), "HQ", "SALES", "业务员", ("ZJ",)),
    DemoPerson("seller2", "唐嘉怡", ("salesperson",), "HQ", "SALES", "业务员", ("JS", "SH")),
    DemoPerson("tech", "方明哲", ("quoter",), "HQ", "TECH", "技术主管"),
    DemoPerson("tech2", "白雪松", ("quoter",), "HQ", "TECH", "报价工程师"),
    DemoPerson("qual", "顾春梅", (), "HQ", "QUAL", "质量主管"),
    DemoPerson("qual2", "蒋立新", (), "HQ", "QUAL", "质量工程师"),
    DemoPerson("prod", "石国强", (), "HQ", "PROD", "生产主管"),
    DemoPerson("prod2", "汪海波", (), "HQ", "PROD", "生产计划员"),
    DemoPerson("purch", "叶芳", ("buyer",), "HQ", "PURCH", "采购主管"),
    DemoPerson("purch2", "贺斌", ("buyer",), "HQ", "PURCH", "采购员"),
    DemoPerson("qs", "范玉珍", ("contract_filer",), "HQ", "QS", "质量监督主管"),
    DemoPerson("qs2", "侯磊", ("contract_filer",), "HQ", "QS", "合同备案员"),
    DemoPerson("ipr", "江雨桐", (), "HQ", "IPR", "知识产权专员"),
    DemoPerson("superv", "毛建军", ("supervisor",), "HQ", "SUPERV", "监察主管"),
    DemoPerson("gm2", "曾庆华", ("sales_head",), "GZ", "MGMT", "总经理", post="general_manager"),
    DemoPerson("deputy2", "詹丽娟", (), "GZ", "MGMT", "副总经理", post="deputy_manager"),
    DemoPerson("seller3", "莫少芬", ("salesperson",), "GZ", "SALES", "业务员", ("GD",)),
    DemoPerson("tech3", "欧阳健", ("quoter",), "GZ", "TECH", "技术主管"),
    DemoPerson("qual3", "麦小玲", (), "GZ", "QUAL", "质量主管"),
    DemoPerson("prod3", "区志明", (), "GZ", "PROD", "生产主管"),
    DemoPerson("purch3", "黎秀英", ("buyer",), "GZ", "PURCH", "采购主管"),
    DemoPerson("gm3", "龚正平", ("sales_head",), "CD", "MGMT", "总经理", post="general_manager"),
    DemoPerson("deputy3", "蒲晓岚", (), "CD", "MGMT", "副总经理", post="deputy_manager"),
    DemoPerson("seller4", "邱玲", ("salesperson",), "CD", "SALES", "业务员", ("SC",)),
    DemoPerson("tech4", "雷鸣", ("quoter",), "CD", "TECH", "技术主管"),
    DemoPerson("qual4", "文秀兰", (), "CD", "QUAL", "质量主管"),
    DemoPerson("prod4", "向东升", (), "CD", "PROD", "生产主管"),
    DemoPerson("purch4", "舒敏", ("buyer",), "CD", "PURCH", "采购主管"),
)

STAFF = (*_DESK, *_CASES)

_REGIONS = (
    ("E", "华东", "East China", (
        ("ZJ", "浙江", "Zhejiang", (("HZ", "杭州", "Hangzhou"), ("NB", "宁波", "Ningbo"),
                                  ("WZ", "温州", "Wenzhou"), ("YW", "义乌", "Yiwu"))),
        ("JS", "江苏", "Jiangsu", (("NJ", "南京", "Nanjing"), ("SZ", "苏州", "Suzhou"),
                                 ("WX", "无锡", "Wuxi"))),
        ("SH", "上海", "Shanghai", (("SHJ", "嘉定", "Jiading"), ("SHP", "浦东", "Pudong"))),
        ("SD", "山东", "Shandong", (("JN", "济南", "Jinan"), ("LY", "临沂", "Linyi"),
                                  ("QD", "青岛", "Qingdao"))),
        ("AH", "安徽", "Anhui", (("HF", "合肥", "Hefei"),)),
    )),
    ("S", "华南", "South China", (
        ("GD", "广东", "Guangdong", (("GZC", "广州", "Guangzhou"), ("SZX", "深圳", "Shenzhen"),
                                   ("FS", "佛山", "Foshan"), ("DG", "东莞", "Dongguan"))),
        ("FJ", "福建", "Fujian", (("XM", "厦门", "Xiamen"), ("QZ", "泉州", "Quanzhou"))),
        ("GX", "广西", "Guangxi", (("NN", "南宁", "Nanning"),)),
    )),
    ("N", "华北", "North China", (
        ("BJ", "北京", "Beijing", (("BJD", "大兴", "Daxing"),)),
        ("TJ", "天津", "Tianjin", (("TJX", "西青", "Xiqing"),)),
        ("HE", "河北", "Hebei", (("SJZ", "石家庄", "Shijiazhuang"), ("HD", "邯郸", "Handan"))),
        ("SX", "山西", "Shanxi", (("TY", "太原", "Taiyuan"),)),
    )),
    ("C", "华中", "Central China", (
        ("HB", "湖北", "Hubei", (("WH", "武汉", "Wuhan"), ("XY", "襄阳", "Xiangyang"))),
        ("HN", "湖南", "Hunan", (("CS", "长沙", "Changsha"),)),
        ("HA", "河南", "Henan", (("ZZ", "郑州", "Zhengzhou"), ("LYA", "洛阳", "Luoyang"))),
    )),
    ("SW", "西南", "Southwest China", (
        ("SC", "四川", "Sichuan", (("CDC", "成都", "Chengdu"), ("MY", "绵阳", "Mianyang"))),
        ("CQ", "重庆", "Chongqing", (("CQY", "渝北", "Yubei"),)),
        ("YN", "云南", "Yunnan", (("KM", "昆明", "Kunming"),)),
    )),
    ("NW", "西北", "Northwest China", (
        ("SN", "陕西", "Shaanxi", (("XA", "西安", "Xi'an"),)),
        ("GS", "甘肃", "Gansu", (("LZ", "兰州", "Lanzhou"),)),
    )),
    ("NE", "东北", "Northeast China", (
        ("LN", "辽宁", "Liaoning", (("SY", "沈阳", "Shenyang"), ("DL", "大连", "Dalian"))),
        ("HL", "黑龙江", "Heilongjiang", (("HRB", "哈尔滨", "Harbin"),)),
    )),
)  # fmt: skip

# Whatever is in none of these is served by head office.
BRANCH_OF_PART = {"S": "GZ", "SW": "CD"}


def regions() -> list[DemoRegion]:
    """The region tree, three levels, parents before their children."""
    nodes = []
    for part, name, name_en, provinces in _REGIONS:
        nodes.append(DemoRegion(part, name, name_en, None))
        for province, province_name, province_en, cities in provinces:
            nodes.append(DemoRegion(province, province_name, province_en, part))
            nodes += [DemoRegion(code, city, city_en, province) for code, city, city_en in cities]
    return nodes
