// Written by `npm run api` from docs/openapi.json. Do not edit.

export interface paths {
    "/api/v1/characters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Characters
         * @description Characters, newest first.
         */
        get: operations["list_characters_api_v1_characters_get"];
        put?: never;
        /**
         * Create Character
         * @description Make a character from about 20 pictures: check, crop, caption, train, sample, register, as one job.
         *
         *     Files that cannot be used are listed in `refused` with the reason; the others go on.
         */
        post: operations["create_character_api_v1_characters_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Character
         * @description One character, by id or by name.
         */
        get: operations["show_character_api_v1_characters__id_or_name__get"];
        put?: never;
        post?: never;
        /**
         * Delete Character
         * @description Delete a character, its pictures and its LoRA. Pictures made with it stay.
         */
        delete: operations["delete_character_api_v1_characters__id_or_name__delete"];
        options?: never;
        head?: never;
        /**
         * Update Character
         * @description Rename a character or change its description.
         */
        patch: operations["update_character_api_v1_characters__id_or_name__patch"];
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/lora": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download Lora
         * @description The character's LoRA file, in the diffusers or in the kohya (ComfyUI, A1111) layout.
         */
        get: operations["download_lora_api_v1_characters__id_or_name__lora_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/train": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Train Again
         * @description Train a character again, with other settings; the one in use stays until the new one is there.
         */
        post: operations["train_again_api_v1_characters__id_or_name__train_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Character
         * @description Make a character of an existing LoRA file (diffusers or kohya layout). It can be used at once.
         */
        post: operations["import_character_api_v1_characters_import_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/generations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Generations
         * @description Generations, newest first.
         */
        get: operations["list_generations_api_v1_generations_get"];
        put?: never;
        /**
         * Create Generation
         * @description Make pictures. Answers 202 with the job; with `Prefer: wait=30` it answers 201 once the pictures are there.
         */
        post: operations["create_generation_api_v1_generations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/generations/{generation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Generation
         * @description One generation and its pictures.
         */
        get: operations["show_generation_api_v1_generations__generation_id__get"];
        put?: never;
        post?: never;
        /**
         * Delete Generation
         * @description Delete a generation and its pictures.
         */
        delete: operations["delete_generation_api_v1_generations__generation_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Jobs
         * @description Jobs, newest first.
         */
        get: operations["list_jobs_api_v1_jobs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Job
         * @description One job. With `Prefer: wait=30` the answer comes when it has ended, or after that time.
         */
        get: operations["show_job_api_v1_jobs__job_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Job
         * @description Move a waiting job forward or back.
         */
        patch: operations["change_job_api_v1_jobs__job_id__patch"];
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Job
         * @description Cancel a job: at once while it waits, within about a second while it runs. It can be resumed.
         */
        post: operations["cancel_job_api_v1_jobs__job_id__cancel_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Metrics
         * @description The curves of a job, sampled: loss, learning rate and so on.
         */
        get: operations["show_metrics_api_v1_jobs__job_id__metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume Job
         * @description Go on with a cancelled or failed job where it stopped.
         */
        post: operations["resume_job_api_v1_jobs__job_id__resume_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Models
         * @description Every base model this server can use, with its defaults and its training preset.
         */
        get: operations["list_models_api_v1_models_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Model
         * @description One base model.
         */
        get: operations["show_model_api_v1_models__name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Workers
         * @description The workers that are alive: device, memory, loaded models, and what each works on.
         */
        get: operations["list_workers_api_v1_workers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/characters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Quick Character
         * @description Make a character from about 20 pictures: check, crop, caption, train, sample, register, as one job.
         *
         *     Files that cannot be used are listed in `refused` with the reason; the others go on.
         */
        post: operations["quick_character_characters_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/files/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Serve File
         * @description A stored file, for whoever holds its signed link. Keys are never reused, so it may be cached for good.
         */
        get: operations["serve_file_files__key__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/generate-image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Generate Image
         * @description Draw a character. Waits for the picture; a failed generation answers with its reason.
         */
        post: operations["generate_image_generate_image_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live
         * @description For orchestrators: restart the process when this does not answer.
         */
        get: operations["live_health_live_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ready
         * @description For orchestrators: send requests only while this answers 200.
         */
        get: operations["ready_health_ready_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ping
         * @description Answers as long as the process does.
         */
        get: operations["ping_ping_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Body_create_character_api_v1_characters_post */
        Body_create_character_api_v1_characters_post: {
            /** Base Model */
            base_model?: string | null;
            /**
             * Captions
             * @description JSON: {"file name": "caption"}
             * @default {}
             */
            captions?: string;
            /**
             * Class Word
             * @default
             */
            class_word?: string;
            /**
             * Description
             * @default
             */
            description?: string;
            /** Images */
            images: string[];
            /** Name */
            name: string;
            /**
             * Training
             * @description JSON: training settings that differ from the model's preset
             * @default {}
             */
            training?: string;
            /** Trigger */
            trigger?: string | null;
        };
        /** Body_import_character_api_v1_characters_import_post */
        Body_import_character_api_v1_characters_import_post: {
            /** Base Model */
            base_model?: string | null;
            /**
             * Class Word
             * @default
             */
            class_word?: string;
            /**
             * Description
             * @default
             */
            description?: string;
            /** File */
            file: string;
            /** Name */
            name: string;
            /** Trigger */
            trigger?: string | null;
        };
        /** Body_quick_character_characters_post */
        Body_quick_character_characters_post: {
            /** Base Model */
            base_model?: string | null;
            /**
             * Captions
             * @description JSON: {"file name": "caption"}
             * @default {}
             */
            captions?: string;
            /**
             * Class Word
             * @default
             */
            class_word?: string;
            /**
             * Description
             * @default
             */
            description?: string;
            /** Images */
            images: string[];
            /** Name */
            name: string;
            /**
             * Training
             * @description JSON: training settings that differ from the model's preset
             * @default {}
             */
            training?: string;
            /** Trigger */
            trigger?: string | null;
        };
        /**
         * CharacterCreated
         * @description The answer to a new character: it, its job, and the files that were not taken.
         */
        CharacterCreated: {
            character: components["schemas"]["CharacterShown"];
            /** Job Id */
            job_id: string;
            /**
             * Refused
             * @default []
             */
            refused?: components["schemas"]["RefusedFile"][];
        };
        /**
         * CharacterShown
         * @description A character.
         */
        CharacterShown: {
            /** Base Model */
            base_model: string;
            /** Class Word */
            class_word: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Description */
            description: string;
            failure?: components["schemas"]["JobFailure"] | null;
            /** Id */
            id: string;
            /** Job Id */
            job_id: string | null;
            /**
             * Lora Size
             * @description Bytes of the LoRA file
             */
            lora_size: number | null;
            /** Name */
            name: string;
            progress?: components["schemas"]["Progress"] | null;
            /** References */
            references: components["schemas"]["ReferenceShown"][];
            /** Samples */
            samples: components["schemas"]["SampleShown"][];
            /**
             * Source
             * @enum {string}
             */
            source: "trained" | "imported";
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "training" | "ready" | "failed" | "cancelled";
            training: components["schemas"]["LoraTrainSpec"] | null;
            /** Trigger */
            trigger: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /**
             * Version
             * @description Which training is in use; 0 before the first has ended
             */
            version: number;
        };
        /**
         * CharacterUpdate
         * @description What can be changed of a character; what is left out stays.
         */
        CharacterUpdate: {
            /** Description */
            description?: string | null;
            /** Name */
            name?: string | null;
        };
        /**
         * GenerateImage
         * @description A character by id or name, and a prompt; the rest has defaults.
         */
        GenerateImage: {
            /**
             * Character Id
             * @description Id or name of a trained character
             */
            character_id: string;
            /**
             * Guidance Scale
             * @description Classifier-free guidance
             */
            guidance_scale?: number | null;
            /**
             * Height
             * @description Pixels, a multiple of 8
             */
            height?: number | null;
            /**
             * Lora Scale
             * @description Strength of the character's LoRA
             * @default 1
             */
            lora_scale?: number;
            /**
             * Model
             * @description Base model; the character's own, or the default
             */
            model?: string | null;
            /**
             * N
             * @description How many pictures; picture i uses seed + i
             * @default 1
             */
            n?: number;
            /**
             * Negative Prompt
             * @description What to keep out of the picture
             * @default
             */
            negative_prompt?: string;
            /**
             * Num Inference Steps
             * @description Denoising steps
             */
            num_inference_steps?: number | null;
            /**
             * Prompt
             * @description What to draw
             */
            prompt: string;
            /**
             * Scheduler
             * @description Sampler
             */
            scheduler?: ("ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "euler" | "euler_a" | "heun" | "lcm" | "lms" | "pndm" | "unipc") | null;
            /**
             * Seed
             * @description Same seed, same picture; random if left out
             */
            seed?: number | null;
            /**
             * Wait
             * @description false answers at once with the job
             * @default true
             */
            wait?: boolean;
            /**
             * Width
             * @description Pixels, a multiple of 8
             */
            width?: number | null;
        };
        /**
         * GenerationPlan
         * @description A request made complete: nothing is left to a default, so it can be repeated as it is.
         */
        GenerationPlan: {
            /** Character Id */
            character_id?: string | null;
            /** Character Name */
            character_name?: string | null;
            /** Guidance Scale */
            guidance_scale: number;
            /** Height */
            height: number;
            /**
             * Loras
             * @default []
             */
            loras?: components["schemas"]["LoraUse"][];
            /** Model */
            model: string;
            /** N */
            n: number;
            /** Negative Prompt */
            negative_prompt: string;
            /** Num Inference Steps */
            num_inference_steps: number;
            /**
             * Prompt
             * @description As given to the text encoder, trigger word included
             */
            prompt: string;
            /**
             * Scheduler
             * @enum {string}
             */
            scheduler: "ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "euler" | "euler_a" | "heun" | "lcm" | "lms" | "pndm" | "unipc";
            /** Seed */
            seed: number;
            /** Width */
            width: number;
        };
        /**
         * GenerationShown
         * @description A generation: what was asked, how far it is, and its pictures.
         */
        GenerationShown: {
            /** Character Id */
            character_id: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            failure?: components["schemas"]["JobFailure"] | null;
            /** Id */
            id: string;
            /** Job Id */
            job_id: string;
            /**
             * Notes
             * @description What the person should know, such as words that did not fit the model
             */
            notes: string[];
            /** Pictures */
            pictures: components["schemas"]["PictureShown"][];
            plan: components["schemas"]["GenerationPlan"];
            progress?: components["schemas"]["Progress"] | null;
            /**
             * Prompt
             * @description As it was asked; plan.prompt is what the model was told
             */
            prompt: string;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
        };
        /**
         * GenerationSpec
         * @description A request for pictures. What is left out comes from the model's own defaults.
         */
        GenerationSpec: {
            /**
             * Character Id
             * @description A trained character to draw
             */
            character_id?: string | null;
            /**
             * Guidance Scale
             * @description Classifier-free guidance
             */
            guidance_scale?: number | null;
            /**
             * Height
             * @description Pixels, a multiple of 8
             */
            height?: number | null;
            /**
             * Lora Scale
             * @description Strength of the character's LoRA
             * @default 1
             */
            lora_scale?: number;
            /**
             * Model
             * @description Base model; the character's own, or the default
             */
            model?: string | null;
            /**
             * N
             * @description How many pictures; picture i uses seed + i
             * @default 1
             */
            n?: number;
            /**
             * Negative Prompt
             * @description What to keep out of the picture
             * @default
             */
            negative_prompt?: string;
            /**
             * Num Inference Steps
             * @description Denoising steps
             */
            num_inference_steps?: number | null;
            /**
             * Prompt
             * @description What to draw
             */
            prompt: string;
            /**
             * Scheduler
             * @description Sampler
             */
            scheduler?: ("ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "euler" | "euler_a" | "heun" | "lcm" | "lms" | "pndm" | "unipc") | null;
            /**
             * Seed
             * @description Same seed, same picture; random if left out
             */
            seed?: number | null;
            /**
             * Width
             * @description Pixels, a multiple of 8
             */
            width?: number | null;
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /**
         * ImageMade
         * @description The pictures, by signed links; while the job still runs, only the job.
         */
        ImageMade: {
            /** Character Id */
            character_id: string | null;
            /** Generation Id */
            generation_id: string;
            /**
             * Image Url
             * @description The first picture
             */
            image_url?: string | null;
            /**
             * Image Urls
             * @default []
             */
            image_urls?: string[];
            /** Job Id */
            job_id: string;
            /** Prompt */
            prompt: string;
            /** Seed */
            seed: number;
            /** Status */
            status: string;
        };
        /**
         * JobChange
         * @description What can be changed of a job that still waits.
         */
        JobChange: {
            /** Priority */
            priority: number;
        };
        /**
         * JobFailure
         * @description Why a job failed, for a person.
         */
        JobFailure: {
            /** Code */
            code: string;
            /** Hint */
            hint?: string | null;
            /** Message */
            message: string;
        };
        /**
         * JobShown
         * @description A job: what it is, how far it is, and why it failed if it did.
         */
        JobShown: {
            /** Attempts */
            attempts: number;
            /** Cancel Requested */
            cancel_requested: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            failure: components["schemas"]["JobFailure"] | null;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /**
             * Position
             * @description Place in the queue, from 1; null once it is placed
             */
            position: number | null;
            /**
             * Priority
             * @description Lower goes first
             */
            priority: number;
            progress: components["schemas"]["Progress"];
            /**
             * Results
             * @description What each finished stage said
             */
            results: {
                [key: string]: unknown;
            };
            /** Started At */
            started_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * Subject
             * @description What it works for, such as character:char_…
             */
            subject: string | null;
            /** Worker */
            worker: string | null;
        };
        /**
         * LoraTrainOverrides
         * @description The part of LoraTrainSpec that a person may want to set by hand; the rest comes from the model's preset.
         */
        LoraTrainOverrides: {
            /** Flip */
            flip?: boolean | null;
            /** Learning Rate */
            learning_rate?: number | null;
            /** Max Train Steps */
            max_train_steps?: number | null;
            /** Rank */
            rank?: number | null;
            /** Resolution */
            resolution?: number | null;
            /** Seed */
            seed?: number | null;
            /** Train Batch Size */
            train_batch_size?: number | null;
            /** Train Text Encoder */
            train_text_encoder?: boolean | null;
        };
        /**
         * LoraTrainSpec
         * @description Every setting of a LoRA training; the defaults suit SD 1.5 with about 20 pictures on one GPU.
         *
         *     Source of the defaults: what diffusers, kohya, ai-toolkit and OneTrainer ship, where they agree.
         */
        LoraTrainSpec: {
            /**
             * Adam Beta2
             * @default 0.999
             */
            adam_beta2?: number;
            /**
             * Alpha
             * @description LoRA alpha; equal to rank when left out
             */
            alpha?: number | null;
            /**
             * Aspect Buckets
             * @description Keep portrait and landscape pictures in their shape
             * @default true
             */
            aspect_buckets?: boolean;
            /**
             * Caption Dropout
             * @default 0.05
             */
            caption_dropout?: number;
            /**
             * Checkpoint Every
             * @description Steps between checkpoints
             * @default 250
             */
            checkpoint_every?: number;
            /**
             * Ema Decay
             * @description Average the weights; null for none
             */
            ema_decay?: number | null;
            /**
             * Flip
             * @description Also show each picture mirrored
             * @default false
             */
            flip?: boolean;
            /**
             * Gradient Accumulation Steps
             * @description Batches per optimizer step
             * @default 1
             */
            gradient_accumulation_steps?: number;
            /**
             * Gradient Checkpointing
             * @description Less memory, about 1.5 times slower; on for GPUs
             */
            gradient_checkpointing?: boolean | null;
            /**
             * Learning Rate
             * @description Learning rate of the denoiser's LoRA
             * @default 0.0001
             */
            learning_rate?: number;
            /**
             * Lr Scheduler
             * @default constant
             * @enum {string}
             */
            lr_scheduler?: "constant" | "constant_with_warmup" | "linear" | "cosine";
            /**
             * Lr Warmup Steps
             * @default 0
             */
            lr_warmup_steps?: number;
            /**
             * Max Grad Norm
             * @default 1
             */
            max_grad_norm?: number;
            /**
             * Max Train Steps
             * @description Optimizer steps
             * @default 1500
             */
            max_train_steps?: number;
            /**
             * Mixed Precision
             * @description bf16 on a GPU that has it, else fp16; none on a CPU
             */
            mixed_precision?: ("no" | "fp16" | "bf16") | null;
            /**
             * Num Prior Images
             * @description Pictures of the base model that keep its knowledge
             * @default 0
             */
            num_prior_images?: number;
            /**
             * Optimizer
             * @description 8-bit AdamW on a GPU, else AdamW
             */
            optimizer?: ("adamw" | "adamw8bit") | null;
            /**
             * Prior Guidance Scale
             * @description Guidance of prior pictures; the pipeline's own if left out
             */
            prior_guidance_scale?: number | null;
            /**
             * Prior Loss Weight
             * @default 1
             */
            prior_loss_weight?: number;
            /**
             * Prior Num Inference Steps
             * @description Denoising steps of prior pictures
             * @default 20
             */
            prior_num_inference_steps?: number;
            /**
             * Prior Prompts
             * @description Prompts of those pictures
             * @default []
             */
            prior_prompts?: string[];
            /**
             * Rank
             * @description LoRA rank: size of the adapter
             * @default 16
             */
            rank?: number;
            /**
             * Resolution
             * @description Pixel side of a square bucket; the model's own if left out
             */
            resolution?: number | null;
            /**
             * Seed
             * @default 0
             */
            seed?: number;
            /**
             * Snr Gamma
             * @description Min-SNR loss weighting; null for the plain loss
             * @default 5
             */
            snr_gamma?: number | null;
            /**
             * Target
             * @description Which layers of the denoiser learn
             * @default attention
             * @enum {string}
             */
            target?: "attention" | "attention+feedforward" | "all";
            /**
             * Text Encoder Learning Rate
             * @description A tenth of the denoiser's if left out
             */
            text_encoder_learning_rate?: number | null;
            /**
             * Train Batch Size
             * @description Pictures per step and device; each has a prior picture beside it, if any
             * @default 1
             */
            train_batch_size?: number;
            /**
             * Train Text Encoder
             * @description Teach the text encoder the trigger word too
             * @default false
             */
            train_text_encoder?: boolean;
            /**
             * Weight Decay
             * @default 0.01
             */
            weight_decay?: number;
        };
        /**
         * LoraUse
         * @description One LoRA in a generation: the file in storage, and how strongly.
         */
        LoraUse: {
            /**
             * Key
             * @description Storage key of the .safetensors file
             */
            key: string;
            /**
             * Scale
             * @default 1
             */
            scale?: number;
            /** Sha256 */
            sha256: string;
        };
        /**
         * MetricCurve
         * @description One curve of a job, such as its loss.
         */
        MetricCurve: {
            /** Name */
            name: string;
            /** Points */
            points: components["schemas"]["MetricPoint"][];
        };
        /**
         * MetricPoint
         * @description One value of a curve.
         */
        MetricPoint: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Step */
            step: number;
            /** Value */
            value: number;
        };
        /**
         * ModelDefaults
         * @description What a model does best when the request does not say.
         */
        ModelDefaults: {
            /**
             * Guidance Scale
             * @default 7.5
             */
            guidance_scale?: number;
            /**
             * Height
             * @default 512
             */
            height?: number;
            /**
             * Num Inference Steps
             * @default 30
             */
            num_inference_steps?: number;
            /**
             * Scheduler
             * @default dpmpp_2m
             * @enum {string}
             */
            scheduler?: "ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "euler" | "euler_a" | "heun" | "lcm" | "lms" | "pndm" | "unipc";
            /**
             * Width
             * @default 512
             */
            width?: number;
        };
        /**
         * ModelInfo
         * @description One base model on the shelf.
         */
        ModelInfo: {
            defaults: components["schemas"]["ModelDefaults"];
            /**
             * Family
             * @description sd, sdxl, sd3, flux …; null when only its pipeline class is known
             */
            family: string | null;
            /**
             * Name
             * @description How requests name it
             */
            name: string;
            /**
             * Pipeline
             * @description The diffusers pipeline class it names in model_index.json
             */
            pipeline: string;
            /** Size Bytes */
            size_bytes: number;
            /** @description The LoRA preset for this model */
            training: components["schemas"]["LoraTrainSpec"];
        };
        /** Page[CharacterShown] */
        Page_CharacterShown_: {
            /** Items */
            items: components["schemas"]["CharacterShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[GenerationShown] */
        Page_GenerationShown_: {
            /** Items */
            items: components["schemas"]["GenerationShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[JobShown] */
        Page_JobShown_: {
            /** Items */
            items: components["schemas"]["JobShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[ModelInfo] */
        Page_ModelInfo_: {
            /** Items */
            items: components["schemas"]["ModelInfo"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[WorkerShown] */
        Page_WorkerShown_: {
            /** Items */
            items: components["schemas"]["WorkerShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /**
         * Part
         * @description One part the server needs, and what is wrong with it.
         */
        Part: {
            /** Detail */
            detail?: string | null;
            /** Ok */
            ok: boolean;
        };
        /**
         * PictureShown
         * @description One picture.
         */
        PictureShown: {
            /** Height */
            height: number;
            /** Id */
            id: string;
            recipe: components["schemas"]["Recipe"];
            /** Seed */
            seed: number;
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
            /** Thumbnail Url */
            thumbnail_url: string;
            /** Url */
            url: string;
            /** Width */
            width: number;
        };
        /**
         * Pong
         * @description The server is there.
         */
        Pong: {
            /**
             * Status
             * @default ok
             * @constant
             */
            status?: "ok";
            /**
             * Version
             * @default 0.1.0
             */
            version?: string;
        };
        /**
         * Progress
         * @description How far a job is. `fraction` runs from 0 to 1 over all its stages.
         */
        Progress: {
            /**
             * Eta Seconds
             * @description Of the whole job, from what was measured so far
             */
            eta_seconds?: number | null;
            /**
             * Fraction
             * @default 0
             */
            fraction?: number;
            /** Loss */
            loss?: number | null;
            /** Message */
            message?: string | null;
            /**
             * Rate
             * @description Steps per second
             */
            rate?: number | null;
            /** Stage */
            stage?: string | null;
            /**
             * Stages
             * @default []
             */
            stages?: string[];
            /**
             * Step
             * @default 0
             */
            step?: number;
            /**
             * Total
             * @default 0
             */
            total?: number;
        };
        /**
         * Readiness
         * @description Whether requests can be served, part by part.
         */
        Readiness: {
            database: components["schemas"]["Part"];
            /**
             * Status
             * @enum {string}
             */
            status: "ready" | "not ready";
            storage: components["schemas"]["Part"];
            workers: components["schemas"]["Part"];
        };
        /**
         * Recipe
         * @description All that made one picture; stored in the PNG and beside it in the database.
         */
        Recipe: {
            /** Character Id */
            character_id?: string | null;
            /** Character Name */
            character_name?: string | null;
            /**
             * Device
             * @default cpu
             */
            device?: string;
            /**
             * Dtype
             * @default float32
             */
            dtype?: string;
            /** Guidance Scale */
            guidance_scale: number;
            /** Height */
            height: number;
            /**
             * Loras
             * @default []
             */
            loras?: components["schemas"]["LoraUse"][];
            /** Model */
            model: string;
            /** Model Hash */
            model_hash?: string | null;
            /** Negative Prompt */
            negative_prompt: string;
            /** Num Inference Steps */
            num_inference_steps: number;
            /** Prompt */
            prompt: string;
            /**
             * Safelight
             * @description Version of Safelight that made it
             */
            safelight: string;
            /**
             * Scheduler
             * @enum {string}
             */
            scheduler: "ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "euler" | "euler_a" | "heun" | "lcm" | "lms" | "pndm" | "unipc";
            /** Seed */
            seed: number;
            /** Width */
            width: number;
        };
        /**
         * ReferenceShown
         * @description One reference picture.
         */
        ReferenceShown: {
            /** Caption */
            caption: string | null;
            /** Filename */
            filename: string;
            /** Height */
            height: number;
            /** Id */
            id: string;
            /** Url */
            url: string;
            /** Width */
            width: number;
        };
        /**
         * RefusedFile
         * @description A file that was not taken: which, why, and what to do.
         */
        RefusedFile: {
            /** Code */
            code: string;
            /** Filename */
            filename: string;
            /** Hint */
            hint?: string | null;
            /** Message */
            message: string;
        };
        /**
         * SampleShown
         * @description One sample of the training.
         */
        SampleShown: {
            /** Prompt */
            prompt: string;
            /** Seed */
            seed: number;
            /** Url */
            url: string;
        };
        /** ValidationError */
        ValidationError: {
            /** Context */
            ctx?: Record<string, never>;
            /** Input */
            input?: unknown;
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
        };
        /**
         * WorkerShown
         * @description One process that computes, on one device.
         */
        WorkerShown: {
            /** Device */
            device: string;
            /** Device Name */
            device_name: string;
            /** Host */
            host: string;
            /** Id */
            id: string;
            /**
             * Job Id
             * @description What it works on
             */
            job_id: string | null;
            /** Loaded Models */
            loaded_models: string[];
            /**
             * Memory Free
             * @description Bytes
             */
            memory_free: number;
            /**
             * Memory Total
             * @description Bytes
             */
            memory_total: number;
            /** Name */
            name: string;
            /**
             * Seen At
             * Format: date-time
             */
            seen_at: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "ready" | "draining" | "gone";
            /** Version */
            version: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_characters_api_v1_characters_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
                search?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CharacterShown_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_character_api_v1_characters_post: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_create_character_api_v1_characters_post"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterCreated"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    show_character_api_v1_characters__id_or_name__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterShown"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_character_api_v1_characters__id_or_name__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_character_api_v1_characters__id_or_name__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CharacterUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterShown"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    download_lora_api_v1_characters__id_or_name__lora_get: {
        parameters: {
            query?: {
                layout?: "diffusers" | "kohya";
            };
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            307: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    train_again_api_v1_characters__id_or_name__train_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoraTrainOverrides"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterCreated"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    import_character_api_v1_characters_import_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_import_character_api_v1_characters_import_post"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterShown"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_generations_api_v1_generations_get: {
        parameters: {
            query?: {
                after?: string | null;
                character_id?: string | null;
                limit?: number;
                search?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_GenerationShown_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_generation_api_v1_generations_post: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string | null;
                prefer?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GenerationSpec"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GenerationShown"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GenerationShown"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    show_generation_api_v1_generations__generation_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                generation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GenerationShown"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_generation_api_v1_generations__generation_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                generation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_jobs_api_v1_jobs_get: {
        parameters: {
            query?: {
                after?: string | null;
                kind?: string | null;
                limit?: number;
                state?: ("queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled")[] | null;
                subject?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_JobShown_"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    show_job_api_v1_jobs__job_id__get: {
        parameters: {
            query?: never;
            header?: {
                prefer?: string | null;
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobShown"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    change_job_api_v1_jobs__job_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobShown"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    cancel_job_api_v1_jobs__job_id__cancel_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobShown"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    show_metrics_api_v1_jobs__job_id__metrics_get: {
        parameters: {
            query?: {
                name?: string | null;
            };
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricCurve"][];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    resume_job_api_v1_jobs__job_id__resume_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobShown"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_models_api_v1_models_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ModelInfo_"];
                };
            };
        };
    };
    show_model_api_v1_models__name__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelInfo"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_workers_api_v1_workers_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_WorkerShown_"];
                };
            };
        };
    };
    quick_character_characters_post: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_quick_character_characters_post"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterCreated"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    serve_file_files__key__get: {
        parameters: {
            query?: {
                expires?: string;
                name?: string | null;
                signature?: string;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    generate_image_generate_image_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GenerateImage"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageMade"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    live_health_live_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pong"];
                };
            };
        };
    };
    ready_health_ready_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    ping_ping_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pong"];
                };
            };
        };
    };
}
