"""What the training of an image classifier is told. A JSON file, the API, CLI flags and the page derive from this."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Split = Literal["train", "val", "test"]
ClassifyOptimizer = Literal["adamw", "adam", "sgd", "rmsprop", "adafactor"]
ClassifySchedule = Literal["constant", "linear", "cosine", "polynomial", "step", "one_cycle", "plateau"]
ClassifyLoss = Literal["cross_entropy", "focal", "bce"]
ClassWeights = Literal["none", "balanced", "effective"]
AmpDtype = Literal["no", "fp16", "bf16"]
MonitorMetric = Literal["loss", "accuracy", "top_k", "macro_precision", "macro_recall", "macro_f1", "auroc", "ece"]
MonitorMode = Literal["min", "max"]
Augmentation = Literal["none", "flip", "light", "randaugment", "trivialaugment"]
AugmentOn = Literal["cpu", "device"]
Channels = Literal["rgb", "grey"]
SaliencyMethod = Literal["gradient", "gradcam", "attention"]

BUILT_IN_FLAVOURS: dict[str, str] = {
    "vit-tiny": "Vision transformer of 0.3 million weights, 64 pixels: for a first try",
    "vit-small": "Vision transformer of 0.8 million weights, 64 pixels",
    "resnet-small": "Residual network of 0.7 million weights, 64 pixels: the quickest to learn on a CPU",
    "resnet-18": "Residual network of 11 million weights, 224 pixels: for photographs",
}
"""Networks that are built without a download, and learn from nothing but the dataset."""

FLAVOURS: tuple[str, ...] = ("vit-small", "vit-tiny", "resnet-small", "resnet-18")
"""Built-in networks that a config may name: engine.classify.flavours knows their shapes."""
LESS_IS_BETTER: frozenset[str] = frozenset({"loss", "ece"})


class TrainConfig(BaseModel):
    """Every setting of one run; the defaults suit a few thousand pictures and one device.

    Stand-alone, `root` is a folder and `model_flavour` a hub id, a folder, or one of the built-in flavours. In the
    studio `root` is left out: the run names a registered dataset; `model_flavour` may be a model on the shelf.
    """

    model_config = ConfigDict(extra="forbid", protected_namespaces=())

    # what is learnt from what
    root: str | None = Field(
        default=None,
        max_length=4000,
        description="Folder with train/, val/ and perhaps test/, in each a folder per class; or a folder per class",
    )
    val_fraction: float = Field(
        default=0.2, gt=0, lt=1, description="Share of train that is set aside, by class and seed, where val is missing"
    )
    test_fraction: float = Field(
        default=0.0, ge=0, lt=1, description="Share of train that is set aside where test is missing; 0 for no test"
    )
    channels: Channels = Field(default="rgb", description="grey: one channel, repeated where the model wants three")
    model_flavour: str = Field(
        default="vit-small",
        min_length=1,
        max_length=400,
        pattern=r"^[^\x00-\x1f]+$",
        description="Built-in flavour, hub id (transformers or timm), folder, or name of a model on the shelf",
    )
    load_pretrained: bool = Field(
        default=False, description="Start from trained weights; the head is new unless its classes are the same"
    )
    freeze_backbone: bool = Field(default=False, description="Only the head learns")
    image_size: int | None = Field(
        default=None, ge=16, le=2048, description="Pixel side; what the model expects if left out"
    )

    # how long, how fast
    epochs: int = Field(default=30, ge=1, le=10_000, description="Times that all training pictures are seen")
    max_steps: int | None = Field(default=None, ge=1, le=10_000_000, description="End after so many steps, if sooner")
    batch_size: int = Field(default=32, ge=1, le=4096, description="Pictures per step")
    accumulation_steps: int = Field(default=1, ge=1, le=256, description="Batches per optimizer step")
    lr: float = Field(default=1e-3, gt=0, le=1e10, description="Highest learning rate, of the head")
    layer_decay: float = Field(
        default=1.0, gt=0, le=1, description="Each layer further from the head learns at this times the rate"
    )
    optimizer: ClassifyOptimizer = Field(default="adamw", description="What moves the weights")
    momentum: float = Field(default=0.9, ge=0, lt=1, description="Of sgd and rmsprop")
    weight_decay: float = Field(default=0.05, ge=0, le=1, description="Pull of weights towards zero; not of biases")
    max_grad_norm: float | None = Field(default=1.0, gt=0, description="Longer gradients are shortened to this")
    schedule: ClassifySchedule = Field(default="cosine", description="How the learning rate goes over the steps")
    warmup_epochs: float = Field(default=1.0, ge=0, le=1000, description="Epochs in which the rate rises from 0")

    # what counts as wrong
    loss: ClassifyLoss = Field(default="cross_entropy", description="bce: each class is a question of its own")
    label_smoothing: float = Field(default=0.1, ge=0, lt=1, description="Share of certainty taken from the right class")
    focal_gamma: float = Field(default=2.0, ge=0, le=10, description="Of focal: how much less easy pictures count")
    class_weights: ClassWeights = Field(default="none", description="Rare classes count more: by 1/n, or effective n")

    # how pictures are varied
    augmentation: Augmentation = Field(
        default="light",
        description="flip: mirrored at times, and nothing else; light: random crop, small colour changes",
    )
    flip: bool = Field(
        default=False,
        description="Mirror pictures too: right for most photographs, wrong for letters and digits",
    )
    crop_scale: float = Field(default=0.7, gt=0, le=1, description="Smallest share of the area that a crop keeps")
    mixup: float = Field(default=0.0, ge=0, le=10, description="Alpha of mixup; 0 for none")
    cutmix: float = Field(default=0.0, ge=0, le=10, description="Alpha of cutmix; 0 for none")
    erasing: float = Field(default=0.0, ge=0, le=1, description="Probability that a part of a picture is erased")
    augment_on: AugmentOn | None = Field(default=None, description="Where: on the device if it is a GPU, if left out")

    # how it is computed
    amp_dtype: AmpDtype | None = Field(default=None, description="bf16 on a GPU that has it, else fp16; none on a CPU")
    channels_last: bool = Field(default=True, description="Memory layout that convolutions like")
    compile: bool = Field(default=False, description="torch.compile: minutes at the start, then faster steps")
    ema_decay: float | None = Field(default=None, gt=0, lt=1, description="Judge and keep an average of the weights")
    workers: int | None = Field(
        default=None, ge=0, le=64, description="Processes that read pictures; by the machine if left out"
    )
    cache: bool = Field(default=True, description="Decode each picture once, into a file of small uint8 copies")
    cache_gib: float = Field(default=20.0, gt=0, le=10_000, description="Largest size of that file; else no cache")
    cache_dir: str | None = Field(
        default=None, max_length=4000, description="Folder of that file, shared by runs; the user's cache if left out"
    )
    deterministic: bool = Field(default=True, description="Same seed, same machine: the same numbers; a little slower")
    seed: int = Field(default=0, ge=0, le=2**32 - 1, description="Of all that is drawn by chance")

    # when it is good, and when it is enough
    top_k: int = Field(default=5, ge=1, le=1000, description="Of the metric top_k")
    monitor_metric: MonitorMetric = Field(default="accuracy", description="Validation metric that picks the best")
    monitor_mode: MonitorMode | None = Field(default=None, description="min or max; by the metric if left out")
    early_stop_patience: int | None = Field(
        default=None, ge=1, le=1000, description="Epochs without a better value until it stops; never if left out"
    )
    early_stop_delta: float = Field(default=0.0, ge=0, le=1, description="What counts as better")

    # what is kept where
    ckpt_dir: str | None = Field(
        default=None, max_length=4000, description="Folder of checkpoints and results; runs/<name> if left out"
    )
    tb_root: str | None = Field(
        default=None, max_length=4000, description="Folder of TensorBoard's event files; <ckpt_dir>/tb if left out"
    )
    save_every_epoch: bool = Field(default=False, description="Keep the weights of each epoch, not the best alone")
    checkpoint_seconds: float = Field(
        default=60.0, gt=0, le=86_400, description="Time between states that a killed run goes on from"
    )
    resume: bool = Field(default=True, description="Go on from the state in ckpt_dir, if there is one of this config")

    @model_validator(mode="after")
    def _mode_of_metric(self) -> "TrainConfig":
        natural: MonitorMode = "min" if self.monitor_metric in LESS_IS_BETTER else "max"
        if self.monitor_mode not in {None, natural}:
            raise ValueError(
                f"monitor_mode: {self.monitor_metric} is better when it is "
                f"{'less' if natural == 'min' else 'more'}; leave monitor_mode out, or say {natural}"
            )
        if self.val_fraction + self.test_fraction >= 1:
            raise ValueError("val_fraction and test_fraction: together they leave nothing to train on")
        return self

    @property
    def less_is_better(self) -> bool:
        """Whether the monitored metric falls as the model gets better."""
        return self.monitor_metric in LESS_IS_BETTER


STUDIO_SETS: frozenset[str] = frozenset({"root", "ckpt_dir", "tb_root", "resume", "workers", "cache_dir"})
"""Fields that the studio decides itself; a config in the studio leaves them out."""


class ClassMetrics(BaseModel):
    """What a model makes of one class."""

    label: str
    support: int = Field(description="Pictures of the class")
    precision: float | None = Field(description="None where nothing was taken for it")
    recall: float | None
    f1: float | None


class Metrics(BaseModel):
    """What a model was found to be worth on one part of a dataset."""

    split: Split
    count: int = Field(description="Pictures")
    loss: float
    accuracy: float
    top_k: float
    macro_precision: float
    macro_recall: float
    macro_f1: float
    auroc: float | None = Field(description="Macro, one against the rest; None where a class is missing")
    ece: float = Field(description="Expected calibration error, 15 bins of confidence")


class EpochResult(BaseModel):
    """One epoch: what was learnt, what came out."""

    epoch: int = Field(description="From 1")
    step: int = Field(description="Optimizer steps so far")
    train_loss: float
    lr: float
    val: Metrics
    is_best: bool
    seconds: float
    images_per_second: float


class Prediction(BaseModel):
    """One picture of a dataset and what a model said of it."""

    path: str = Field(description="In its part of the dataset, as class/file")
    label: int = Field(description="The class it is filed under")
    predicted: int
    probabilities: list[float] = Field(description="By class")
    loss: float


class Evaluation(BaseModel):
    """A whole judgement on one part of a dataset."""

    metrics: Metrics
    labels: list[str]
    per_class: list[ClassMetrics]
    confusion: list[list[int]] = Field(description="[true class][predicted class] pictures")


class Environment(BaseModel):
    """What a run ran on: enough to say why a rerun gives other numbers."""

    safelight: str
    code: str | None = Field(description="Commit of the code, where it is known")
    python: str
    platform: str
    packages: dict[str, str]
    device: str
    device_name: str
    seed: int
    deterministic: bool
    threads: int


class RunResult(BaseModel):
    """What a finished run leaves, beside its files: `result.json`."""

    config: TrainConfig
    labels: list[str]
    counts: dict[Split, int]
    skipped: list[str] = Field(description="Files that were no readable pictures, with the reason")
    fingerprint: str = Field(description="Of the dataset: names, classes and contents")
    environment: Environment
    parameters: int
    epochs: list[EpochResult]
    best_epoch: int
    stopped: str | None = Field(description="Why it ended before its last epoch")
    evaluations: dict[Split, Evaluation] = Field(description="Of the best weights, on val and, if there is one, test")
    seconds: float


class ClassifierJobSpec(BaseModel):
    """What the worker that trains a classifier is told."""

    run_id: str
    number: int = Field(description="Of the run")
    name: str
    dataset_id: str
    dataset_version: int | None = Field(description="None of a dataset that is a folder")
    config: TrainConfig
