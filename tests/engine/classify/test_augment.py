import numpy as np
import pytest
import torch
from PIL import Image
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as tv

from safelight.engine.classify import operations
from safelight.engine.classify.augment import AugmentPlan, draw_places, erased, jittered, mixed, recoloured
from safelight.engine.classify.crops import cut, cut_together, middle_boxes, padded, random_boxes
from safelight.engine.training.randomness import generator_at


def chance(*place):
    return generator_at(0, *place)


def pictures(count=4, channels=3, height=24, width=20):
    """Smooth, so that the filters of two libraries are compared and not the noise between pixels."""
    small = torch.rand(count, channels, 5, 5, generator=chance("pictures"))
    return torch.nn.functional.interpolate(small, (height, width), mode="bicubic").clamp(0, 1)


def test_crops_are_torchvisions_in_area_and_shape():
    sizes = torch.tensor([[120, 160]]).repeat(4000, 1)
    ours = random_boxes(sizes, 0.2, chance("boxes"))
    torch.manual_seed(0)
    crop, whole = v2.RandomResizedCrop(8, (0.2, 1.0)), torch.zeros(3, 120, 160)
    drawn = [crop.make_params([whole]) for _ in range(1500)]
    theirs = torch.tensor([[one["top"], one["left"], one["height"], one["width"]] for one in drawn])
    for axis in (2, 3):
        mine, other = ours[:, axis].float(), theirs[:, axis].float()
        assert mine.mean().item() == pytest.approx(other.mean().item(), rel=0.03)
        assert mine.std().item() == pytest.approx(other.std().item(), rel=0.08)
    share = ours[:, 2:].prod(1) / (120 * 160)
    assert share.min() == pytest.approx(0.2, abs=0.02)
    aspect = ours[:, 3] / ours[:, 2]
    assert aspect.min() > 0.73
    assert aspect.max() < 1.37
    assert (ours[:, :2] >= 0).all()
    assert (ours[:, :2] + ours[:, 2:] <= sizes).all()
    assert ours[:, 0].min() == 0  # the edges are reached
    assert (ours[:, 1] + ours[:, 3]).max() == 160


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (3, 90), (2, 2)])
def test_a_crop_of_a_strip_lies_within_it(size):
    sizes = torch.tensor([size]).repeat(200, 1)
    boxes = random_boxes(sizes, 1.0, chance("strip"))
    assert (boxes[:, 2:] >= 1).all()
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, :2] + boxes[:, 2:] <= sizes).all()


def test_each_picture_of_a_batch_gets_its_own_crop_and_half_are_mirrored():
    plan = AugmentPlan("light")
    boxes, flips = draw_places(plan, torch.tensor([[90, 90]]).repeat(2000, 1), chance("own"))
    assert len({tuple(box) for box in boxes.tolist()}) > 1900
    assert flips.float().mean().item() == pytest.approx(0.5, abs=0.05)
    assert not draw_places(AugmentPlan("light", flip=False), torch.tensor([[9, 9]] * 50), chance(0))[1].any()


def test_a_crop_is_torchvisions_resized_crop_on_the_cpu_and_as_matrices():
    copies = [
        (pictures(1, 3, height, width)[0].permute(1, 2, 0) * 255).round().to(torch.uint8).numpy()
        for height, width in ((60, 47), (33, 90), (12, 12))
    ]
    sizes = torch.tensor([copy.shape[:2] for copy in copies])
    boxes, flips = draw_places(AugmentPlan("light"), sizes, chance("cut", 4))
    flips = torch.tensor([True, False, True])

    one_by_one = cut(copies, boxes, flips, 16).float()
    together = cut_together(padded(copies), boxes, flips, 16)

    for row, copy in enumerate(copies):
        whole = torch.from_numpy(copy).permute(2, 0, 1).float()
        theirs = tv.resized_crop(whole, *boxes[row].tolist(), [16, 16], antialias=True)
        theirs = theirs.flip(2) if flips[row] else theirs
        assert (together[row] - theirs).abs().max() < 0.01
        assert (one_by_one[row] - theirs).abs().max() <= 1.01  # uint8 between its two passes
    assert middle_boxes(sizes).tolist() == [[6, 0, 47, 47], [0, 28, 33, 33], [0, 0, 12, 12]]


@pytest.mark.parametrize("channels", [1, 3])
def test_colours_vary_by_picture_and_within_their_bounds(channels):
    flat = torch.full((600, channels, 2, 2), 0.5)
    varied = jittered(flat, chance("jitter"))
    assert varied.min() >= 0.4 - 1e-5
    assert varied.max() <= 0.6 + 1e-5
    assert varied[:, 0, 0, 0].std() == pytest.approx(0.2 * 0.5 / 3**0.5, rel=0.1)
    if channels == 3:
        red = torch.tensor([0.9, 0.1, 0.1])[None, :, None, None].expand(600, 3, 2, 2)
        spread = jittered(red, chance("red"))
        assert ((spread[:, 0] - spread[:, 1]) / 0.8)[:, 0, 0].std() > 0.05  # saturation is among them


STRENGTHS = torch.tensor([0.3, -0.5, 0.8, 0.1])


@pytest.mark.parametrize(
    ("ours", "theirs", "strengths", "near"),
    [
        (operations.brightness, lambda i, s: tv.adjust_brightness(i, 1 + s), STRENGTHS, 1e-5),
        (operations.colour, lambda i, s: tv.adjust_saturation(i, 1 + s), STRENGTHS, 1e-3),
        (operations.contrast, lambda i, s: tv.adjust_contrast(i, 1 + s), STRENGTHS, 1e-3),
        (operations.sharpness, lambda i, s: tv.adjust_sharpness(i, 1 + s), STRENGTHS, 1e-5),
        (operations.solarize, lambda i, s: tv.solarize(i, 1 - s), STRENGTHS.abs(), 1e-5),
        (operations.autocontrast, lambda i, s: tv.autocontrast(i), STRENGTHS, 1e-5),
        (operations.rotate, lambda i, s: tv.rotate(i, s, tv.InterpolationMode.BILINEAR), STRENGTHS * 60, 1e-4),
        (
            operations.shear_x,
            lambda i, s: tv.affine(i, 0, [0, 0], 1, [np.degrees(np.arctan(s)), 0], tv.InterpolationMode.BILINEAR),
            -STRENGTHS / 2,
            1e-4,
        ),
        (
            operations.translate_x,
            lambda i, s: tv.affine(i, 0, [round(s * 20), 0], 1, [0, 0], tv.InterpolationMode.BILINEAR),
            torch.tensor([0.1, -0.2, 0.5, 0.0]),
            1e-5,
        ),
        (
            operations.translate_y,
            lambda i, s: tv.affine(i, 0, [0, round(s * 24)], 1, [0, 0], tv.InterpolationMode.BILINEAR),
            torch.tensor([0.25, -0.5, 0.125, 0.0]),
            1e-5,
        ),
    ],
)
def test_an_operation_on_a_batch_is_torchvisions_on_each_picture(ours, theirs, strengths, near):
    images = pictures()
    results = ours(images.clone(), strengths)
    for image, strength, result in zip(images, strengths.tolist(), results, strict=True):
        assert (result - theirs(image, strength)).abs().max() < near


@pytest.mark.parametrize(
    ("ours", "theirs", "strengths"),
    [
        (operations.posterize, lambda i, s: tv.posterize(i, 8 - round(s)), torch.tensor([0.0, 1.4, 4.0, 6.0])),
        (operations.equalize, lambda i, s: tv.equalize(i), STRENGTHS),
    ],
)
def test_an_operation_on_eight_bits_is_torchvisions(ours, theirs, strengths):
    eight = (pictures() * 255).round().to(torch.uint8)
    results = ours(eight.float() / 255, strengths).mul(255).round()
    for image, strength, result in zip(eight, strengths.tolist(), results, strict=True):
        assert torch.equal(result, theirs(image, strength).float())


@pytest.mark.parametrize("kind", ["randaugment", "trivialaugment"])
@pytest.mark.parametrize("channels", [1, 3])
def test_operations_differ_from_picture_to_picture_and_come_again_from_the_same_seed(kind, channels):
    same = pictures(1, channels).expand(200, -1, -1, -1).contiguous()
    varied = recoloured(AugmentPlan(kind), same, chance(kind))
    assert varied.isfinite().all()
    assert varied.min() >= 0
    assert varied.max() <= 1
    assert len({picture.numpy().tobytes() for picture in varied}) > 20
    assert torch.equal(varied, recoloured(AugmentPlan(kind), same, chance(kind)))
    untouched = (varied == same).flatten(1).all(1).float().mean()
    assert untouched < 0.35


def test_erasing_takes_its_share_of_pictures_and_boxes():
    whole = torch.ones(3000, 1, 32, 32)
    gone = (erased(whole, 0.4, chance("erase")) == 0).float().mean((1, 2, 3))
    assert (gone > 0).float().mean().item() == pytest.approx(0.4, abs=0.04)
    assert gone[gone > 0].min() > 0.01
    assert gone.max() < 0.36
    assert not (erased(whole[:9], 0.0, chance(0)) == 0).any()


@pytest.mark.parametrize("plan", [AugmentPlan("none", mixup=0.4), AugmentPlan("none", cutmix=1.0)])
def test_what_is_mixed_says_so_in_its_targets(plan):
    labels = torch.arange(80)
    images = torch.eye(80)[:, :, None, None].expand(-1, -1, 16, 16)  # channel k is 1 in picture k alone

    varied, targets = mixed(plan, images, labels, 80, chance("mix"))

    assert torch.allclose(targets.sum(1), torch.ones(80))
    assert targets.min() >= 0
    assert torch.allclose(varied.mean((2, 3)), targets, atol=1e-5)  # what is in the picture is what is said of it
    shares = targets[labels, labels]
    assert len({round(share, 4) for share in shares.tolist()}) > 10  # each picture its own
    if plan.cutmix:
        assert set(varied.unique().tolist()) == {0.0, 1.0}
        assert shares.mean().item() == pytest.approx(0.5, abs=0.1)


def test_where_both_mixes_are_on_a_coin_decides_for_each_picture():
    images = torch.eye(160)[:, :, None, None].expand(-1, -1, 8, 8)
    plan = AugmentPlan("none", mixup=1.0, cutmix=1.0)
    varied, targets = mixed(plan, images, torch.arange(160), 160, chance("both"))
    laid_over = ((varied > 0) & (varied < 1)).flatten(1).any(1).float().mean().item()
    assert laid_over == pytest.approx(0.5, abs=0.12)
    assert torch.allclose(varied.mean((2, 3)), targets, atol=1e-5)


def test_pillow_agrees_on_which_side_is_which():
    image = Image.new("L", (4, 2))
    image.putpixel((3, 0), 255)
    out = cut([np.asarray(image)[..., None]], torch.tensor([[0, 2, 2, 2]]), torch.tensor([False]), 2)
    assert out[0, 0].tolist() == [[0, 255], [0, 0]]
