from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common.codes import new_own_code
from backend.common.errors import DomainError
from products.models import Product
from traceability.labels.enums import CodeKind
from traceability.models import ProductCode

_TRIES = 5


class CodeTaken(DomainError):
    """The product's GTIN already belongs to the code of another product."""

    status_code = 409


@transaction.atomic
def code_for(product: Product) -> ProductCode:
    """Return the code to print for `product` from now on: its GTIN if it has one, else our own short code.

    It is created at first use and never deleted. A GTIN that comes later gets a row of its own, and both
    codes stay valid. Raises CodeTaken if the GTIN already belongs to another product.
    """
    if product.gtin:
        code, _made = ProductCode.objects.get_or_create(
            value=product.gtin, defaults={"product": product, "kind": CodeKind.GTIN}
        )
        if code.product_id != product.pk:
            raise CodeTaken(
                _("Mã vạch này đã in cho sản phẩm khác. Chị kiểm lại mã GTIN."),
                field="gtin",
                code="code_taken",
            )
        return code
    for __ in range(_TRIES):
        if own := ProductCode.objects.filter(product=product, kind=CodeKind.OWN).first():
            return own
        try:
            with transaction.atomic():
                return ProductCode.objects.create(product=product, kind=CodeKind.OWN, value=new_own_code())
        except IntegrityError:
            # Another request created the product's code at the same moment, or the random letters were taken.
            continue
    raise RuntimeError(f"no free own code for product {product.pk} after {_TRIES} draws")


def known_code(product: Product) -> ProductCode | None:
    """Return the existing code that `code_for` would return, or None. Creates nothing."""
    kind, value = (CodeKind.GTIN, {"value": product.gtin}) if product.gtin else (CodeKind.OWN, {})
    return ProductCode.objects.filter(product=product, kind=kind, **value).first()
