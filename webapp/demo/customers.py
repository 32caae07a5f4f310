"""Forty invented customers of the demonstration company, always the same.

Names are made up; telephones use the prefix 199-0000, which is not given out; credit codes
check, but carry an area code and an organisation number that belong to nobody.
"""

from dataclasses import dataclass
from decimal import Decimal

from webapp.demo.people import BRANCH_OF_PART, STAFF, regions
from webapp.services.core.identifiers import credit_code_check_character


@dataclass(frozen=True)
class DemoLevel:
    """A price level; `discount` is the factor on the base price."""

    code: str
    name: str
    name_en: str
    discount: Decimal


@dataclass(frozen=True)
class DemoAddress:
    """Where goods go; the first of a customer is his default."""

    contact: str
    phone: str
    address: str


@dataclass(frozen=True)
class DemoCustomer:
    """A customer with his one ordering account. The credit limit is CNY, 0 for cash terms."""

    code: str
    user_name: str
    name: str
    level: str
    region: str
    branch: str
    salesperson: str
    contact: str
    phone: str
    credit_code: str
    credit_limit: Decimal
    invoice_address: str
    invoice_bank: str
    contract_number: str
    addresses: tuple[DemoAddress, ...]


LEVELS = (
    DemoLevel("A", "A级客户", "Level A", Decimal("0.88")),
    DemoLevel("B", "B级客户", "Level B", Decimal("0.94")),
    DemoLevel("C", "C级客户", "Level C", Decimal("1.00")),
)

# Name, level, city, contact, street, credit limit in units of 10,000 CNY.
_CUSTOMERS = (
    ("杭州钱潮五金机电有限公司", "A", "HZ", "沈建华", "余杭区良渚五金城3幢12号", 30),
    ("广州粤诚五金建材有限公司", "A", "GZC", "陈伟强", "白云区增槎路五金市场B区108号", 30),
    ("成都蜀工紧固件有限公司", "A", "CDC", "王小龙", "金牛区金府路五金机电城6栋21号", 25),
    ("苏州姑苏工具商行", "B", "SZ", "顾明", "相城区蠡口五金一路88号", 5),
    ("宁波甬和船舶五金有限公司", "A", "NB", "胡海波", "北仑区新碶街道进港路216号", 20),
    ("温州瓯越锁业经营部", "C", "WZ", "叶晓丹", "瓯海区新桥街道高翔路35号", 0),
    ("义乌聚丰五金工具有限公司", "B", "YW", "方志刚", "稠城街道国际商贸城二区F11-203", 8),
    ("南京金陵水暖器材有限公司", "B", "NJ", "许文静", "雨花台区卡子门大街五金城5-18号", 8),
    ("无锡太湖机电设备有限公司", "B", "WX", "钱伟", "梁溪区锡沪路机电市场2号楼106", 6),
    ("上海沪东五金交电有限公司", "A", "SHP", "陆家俊", "浦东新区川沙路5558号", 35),
    ("上海嘉禾工业品有限公司", "B", "SHJ", "金莉", "嘉定区曹安公路4671号", 10),
    ("济南泉城劳保用品有限公司", "B", "JN", "刘洪波", "天桥区北园大街泺口服装城东7号", 5),
    ("临沂沂蒙五金批发有限公司", "A", "LY", "孟祥瑞", "兰山区华丰五金城C3区59号", 20),
    ("青岛胶海装饰五金商行", "C", "QD", "于晓敏", "市北区台东八路126号", 0),
    ("合肥庐阳建材五金经营部", "C", "HF", "程立新", "瑶海区长江东路五金大市场8排11号", 0),
    ("深圳鹏城智能五金有限公司", "A", "SZX", "黄俊杰", "宝安区西乡街道固戍一路77号", 25),
    ("佛山顺铝五金制品有限公司", "A", "FS", "梁锦荣", "南海区大沥镇有色金属城12座5号", 22),
    ("东莞莞达模具五金有限公司", "B", "DG", "何志文", "长安镇振安东路五金机电广场A15", 10),
    ("厦门鹭岛卫浴五金有限公司", "B", "XM", "林志鹏", "湖里区枋湖东路9号之二", 8),
    ("泉州闽兴水暖阀门有限公司", "B", "QZ", "蔡文彬", "南安市仑苍镇水暖城3期22号", 10),
    ("南宁邕江机电五金商行", "C", "NN", "韦丽娟", "西乡塘区明秀西路五金市场6-9号", 0),
    ("北京燕工建筑五金有限公司", "A", "BJD", "张宏伟", "大兴区西红门镇宏福路18号", 30),
    ("天津津沽紧固件有限公司", "B", "TJX", "李淑芬", "西青区中北镇星光路32号", 8),
    ("石家庄冀中五金工具有限公司", "B", "SJZ", "赵永刚", "桥西区南二环五金机电城D区7号", 6),
    ("邯郸永年标准件经营部", "C", "HD", "郝建军", "永年区标准件市场南区116号", 0),
    ("太原晋源电工照明有限公司", "B", "TY", "武晓东", "万柏林区和平南路灯具城2层35", 5),
    ("武汉江汉五金机电有限公司", "A", "WH", "熊国平", "硚口区汉正街五金城5楼28号", 20),
    ("襄阳汉水汽配五金商行", "C", "XY", "柳青", "樊城区长虹北路汽配城B2-16", 0),
    ("长沙湘楚建材五金有限公司", "B", "CS", "彭志勇", "雨花区高桥大市场五金区9栋3号", 8),
    ("郑州中原五金工具有限公司", "A", "ZZ", "魏东升", "管城区郑汴路五金大世界18排6号", 18),
    ("洛阳牡丹轴承五金有限公司", "C", "LYA", "牛红霞", "涧西区建设路机电市场71号", 0),
    ("绵阳涪城水电安装材料部", "C", "MY", "唐强", "涪城区绵兴东路五金街45号", 0),
    ("重庆渝工五金机电有限公司", "A", "CQY", "蒋正华", "渝北区龙溪街道五金机电城1区33号", 20),
    ("昆明滇池建筑五金有限公司", "B", "KM", "段玉梅", "官渡区大商汇五金建材区F5-12", 6),
    ("西安秦工工业用品有限公司", "B", "XA", "雷鸣", "未央区大明宫建材市场东区88号", 8),
    ("兰州金城五金交电经营部", "C", "LZ", "马成龙", "七里河区西津西路硷沟沿五金城19号", 0),
    ("沈阳盛京工具有限公司", "B", "SY", "佟丽", "铁西区北二路五金机电城2-107", 8),
    ("大连滨城船舶五金有限公司", "B", "DL", "曲海洋", "甘井子区华北路五金城12号", 6),
    ("哈尔滨松江五金建材商行", "C", "HRB", "姜大伟", "道外区南极街五金市场3号门", 0),
    ("杭州西溪装饰五金商行", "C", "HZ", "童心怡", "西湖区古墩路装饰城1楼C27", 0),
)

_DEPOTS = ("二号仓库", "工地收货点", "加工车间")
_BANKS = ("中国工商银行", "中国建设银行", "中国农业银行", "中国银行")


def customers() -> list[DemoCustomer]:
    """The forty customers, `KH001` to `KH040`, signing in as `kh001` to `kh040`."""
    tree = {region.code: region for region in regions()}
    made = []
    for number, (name, level, city, contact, street, limit) in enumerate(_CUSTOMERS, start=1):
        province = tree[tree[city].parent or ""]
        part = province.parent or ""
        place = _place(province.name, tree[city].name, street)
        phone = _phone(number, 0)
        made.append(
            DemoCustomer(
                code=f"KH{number:03}",
                user_name=f"kh{number:03}",
                name=name,
                level=level,
                region=city,
                branch=BRANCH_OF_PART.get(part, "HQ"),
                salesperson=_salesperson(part),
                contact=contact,
                phone=phone,
                credit_code=_credit_code(number),
                credit_limit=Decimal(limit * 10_000),
                invoice_address=f"{place} {phone}",
                invoice_bank=_bank(number, tree[city].name),
                contract_number=f"DD-2026-{number:03}",
                addresses=_addresses(number, contact, place),
            )
        )
    return made


def _place(province: str, city: str, street: str) -> str:
    if province in {"上海", "北京", "天津", "重庆"}:
        return f"{province}市{street}"
    return f"{province}{'壮族自治区' if province == '广西' else '省'}{city}市{street}"


def _addresses(number: int, contact: str, place: str) -> tuple[DemoAddress, ...]:
    """One to three addresses: the shop itself, then depots further up the street."""
    others = tuple(
        DemoAddress(f"{contact[0]}师傅", _phone(number, index + 1), f"{place}（{depot}）")
        for index, depot in enumerate(_DEPOTS[: number % 3])
    )
    return (DemoAddress(contact, _phone(number, 0), place), *others)


def _phone(number: int, extension: int) -> str:
    return f"1990000{number:03}{extension}"


def _credit_code(number: int) -> str:
    body = f"91000000MA0DD{number:03}X"
    return body + credit_code_check_character(body)


def _bank(number: int, city: str) -> str:
    return f"{_BANKS[number % len(_BANKS)]}{city}支行 6200 0000 0000 {number:04}"


def _salesperson(part: str) -> str:
    return next(person.user_name for person in STAFF if part in person.regions)
