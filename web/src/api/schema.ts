// Written by `npm run api` from docs/openapi.json. Do not edit.

export interface paths {
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Accounts
         * @description All accounts, by name.
         */
        get: operations["list_accounts_api_v1_accounts_get"];
        put?: never;
        /**
         * Create Account
         * @description Make an account. Without a password, one is made and shown in this answer alone.
         */
        post: operations["create_account_api_v1_accounts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id_or_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Account
         * @description One account, by id or by name.
         */
        get: operations["show_account_api_v1_accounts__id_or_name__get"];
        put?: never;
        post?: never;
        /**
         * Delete Account
         * @description Delete an account with its keys and log-ins; say what becomes of the things that belong to it.
         */
        delete: operations["delete_account_api_v1_accounts__id_or_name__delete"];
        options?: never;
        head?: never;
        /**
         * Update Account
         * @description Change an account: its role, its limits, whether it is closed. The last admin stays one.
         */
        patch: operations["update_account_api_v1_accounts__id_or_name__patch"];
        trace?: never;
    };
    "/api/v1/accounts/{id_or_name}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset Password
         * @description Give somebody a new password; unless it is given, one is made and shown in this answer alone.
         *
         *     Their log-ins end, and no wait is left.
         */
        post: operations["reset_password_api_v1_accounts__id_or_name__reset_password_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Names
         * @description People to share with, 20 at most: whoever has an account that is not closed.
         */
        get: operations["list_names_api_v1_accounts_names_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Agents
         * @description The machines that joined by a token, newest first.
         */
        get: operations["list_agents_api_v1_agents_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{agent}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Agent
         * @description Remove a machine: its workers take nothing more, it goes within a minute, and is not let in again.
         */
        delete: operations["remove_agent_api_v1_agents__agent__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join
         * @description Join as a machine that computes, by `Authorization: Bearer` and a join token or the secret of before. Public.
         */
        post: operations["join_api_v1_agents_join_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Join Tokens
         * @description The join tokens, newest first; never the tokens themselves.
         */
        get: operations["list_join_tokens_api_v1_agents_tokens_get"];
        put?: never;
        /**
         * Make Join Token
         * @description Make a token by which machines join. This answer alone holds it.
         */
        post: operations["make_join_token_api_v1_agents_tokens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Join Token
         * @description Revoke a token: no machine joins by it any more. Those that did stay.
         */
        delete: operations["revoke_join_token_api_v1_agents_tokens__token__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Audit
         * @description Who did what, newest first.
         */
        get: operations["list_audit_api_v1_audit_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Audit As Csv
         * @description The same as a table for a spreadsheet, all of it.
         */
        get: operations["audit_as_csv_api_v1_audit_csv_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log In
         * @description Log in. Public.
         *
         *     A browser gets its refresh token as a cookie. After some wrong passwords in a row, log-in to that name waits, and
         *     so it does for one that nobody has.
         */
        post: operations["log_in_api_v1_auth_login_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Logins
         * @description Where the caller is logged in, the last seen first.
         */
        get: operations["list_logins_api_v1_auth_logins_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logins/{login_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End Login
         * @description End one of the caller's log-ins: its tokens are void at once.
         */
        delete: operations["end_login_api_v1_auth_logins__login_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log Out
         * @description End this log-in. Public, and not an error when it is over already.
         */
        post: operations["log_out_api_v1_auth_logout_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout-everywhere": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log Out Everywhere
         * @description End every log-in of the caller, here and elsewhere. API keys go on.
         */
        post: operations["log_out_everywhere_api_v1_auth_logout_everywhere_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Update Me
         * @description Change what others read of one's own account.
         */
        patch: operations["update_me_api_v1_auth_me_patch"];
        trace?: never;
    };
    "/api/v1/auth/oidc/{provider}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come Back
         * @description Log in whom the provider sends back, and go on in the studio; what went wrong is told there by its code.
         */
        get: operations["come_back_api_v1_auth_oidc__provider__callback_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/{provider}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Start
         * @description Send a browser to the provider; it keeps what it needs to come back.
         */
        get: operations["start_api_v1_auth_oidc__provider__start_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Password
         * @description Change one's own password. This log-in goes on, one's others end.
         */
        post: operations["change_password_api_v1_auth_password_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description Go on with a log-in: a new access token and a new refresh token. Public.
         *
         *     A refresh token is good once. One that comes again, after 10 seconds, ends its log-in: somebody has a copy.
         */
        post: operations["refresh_api_v1_auth_refresh_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set Up
         * @description Make the first account, an admin, and log them in; all that was made before is theirs. Public.
         *
         *     From the studio's own machine, with the installation's API key, or with the code that the server prints.
         */
        post: operations["set_up_api_v1_auth_setup_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show State
         * @description How one comes in here, and who is in. Public.
         */
        get: operations["show_state_api_v1_auth_state_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Characters
         * @description Characters, drafts among them, each with a cover; `/characters/{id}` knows the rest.
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
         * @description Delete a character, its pictures and its LoRAs or models. Pictures made with it stay.
         */
        delete: operations["delete_character_api_v1_characters__id_or_name__delete"];
        options?: never;
        head?: never;
        /**
         * Update Character
         * @description Rename a character, describe it, or say how it is to learn; the trigger, what it is and its base only before.
         */
        patch: operations["update_character_api_v1_characters__id_or_name__patch"];
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/captions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Caption Pictures
         * @description Have a model caption the pictures, as a job: one by one, each written as it comes unless `apply` is false.
         *
         *     What somebody writes meanwhile stays. Captioners: `GET /models?kind=captioner`.
         */
        post: operations["caption_pictures_api_v1_characters__id_or_name__captions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/captions.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download Captions
         * @description The captions as other programs read them: with the pictures it is a whole dataset.
         *
         *     txt: a .txt beside each picture. jsonl: captions.jsonl, by file name. kohya: a folder `10_trigger class` for each
         *     number of repeats, with .txt files, and metadata.json. imagefolder: metadata.jsonl, as diffusers' example scripts
         *     and Hugging Face's datasets read it. What is left out is not among them.
         */
        get: operations["download_captions_api_v1_characters__id_or_name__captions_zip_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/captions/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Review Captions
         * @description What a captioning that was not applied has made so far, beside what is there: to be looked at.
         *
         *     Apply it, or a part of it, by `POST /characters/{id}/references/captions` with `captions`.
         */
        get: operations["review_captions_api_v1_characters__id_or_name__captions__job_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/deletion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look At Deletion
         * @description What deleting a character would take with it, and what would stay.
         */
        get: operations["look_at_deletion_api_v1_characters__id_or_name__deletion_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Examine Pictures
         * @description What may hurt the training of a character: in its pictures, its captions, and all together.
         *
         *     Each finding comes with its picture, the reason in words, and answers that can be sent as they are. Nothing is
         *     left out or changed unasked.
         */
        get: operations["examine_pictures_api_v1_characters__id_or_name__doctor_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/doctor/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer Findings
         * @description Carry out what was decided: leave pictures out, keep them, crop them, caption them. All of it, or nothing.
         *
         *     A second click changes nothing more; `undo` is what brings everything back.
         */
        post: operations["answer_findings_api_v1_characters__id_or_name__doctor_answers_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
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
         * @description A LoRA file of the character, in the diffusers or in the kohya (ComfyUI, A1111) layout.
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
    "/api/v1/characters/{id_or_name}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Plan Training
         * @description What training it now would be: every setting, the time by what was measured, and what stands in the way.
         *
         *     What is left out is as it was chosen for the character.
         */
        get: operations["plan_training_api_v1_characters__id_or_name__plan_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/references": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add Reference
         * @description Add one picture to learn from. Several may be sent at once, each by a request of its own.
         *
         *     A file that cannot be used is answered with 422 and the reason, one that is there already with 409.
         */
        post: operations["add_reference_api_v1_characters__id_or_name__references_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/references/{reference_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Reference
         * @description Delete a picture for good.
         */
        delete: operations["delete_reference_api_v1_characters__id_or_name__references__reference_id__delete"];
        options?: never;
        head?: never;
        /**
         * Change Reference
         * @description Caption a picture, leave it out or take it in again, repeat it, or move it.
         */
        patch: operations["change_reference_api_v1_characters__id_or_name__references__reference_id__patch"];
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/references/{reference_id}/mask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Mask
         * @description Say what of a picture is learnt: a picture of the same shape, white where it counts, black where it does not.
         *
         *     How little the black part counts is the training's `unmasked_weight`.
         */
        put: operations["put_mask_api_v1_characters__id_or_name__references__reference_id__mask_put"];
        post?: never;
        /**
         * Delete Mask
         * @description Learn from all of a picture again.
         */
        delete: operations["delete_mask_api_v1_characters__id_or_name__references__reference_id__mask_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/references/captions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Captions
         * @description Caption many pictures at once: one by one, from a template, or by find and replace. `dry_run` only looks.
         */
        post: operations["change_captions_api_v1_characters__id_or_name__references_captions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/references/import-captions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Captions
         * @description Take captions from files: `.txt` or `.caption` named like the pictures, `.jsonl`, `.json`, or a `.zip` of these.
         *
         *     JSON is by file name: a caption, or kohya's metadata. Folders such as `10_name` also say how often pictures come.
         */
        post: operations["import_captions_api_v1_characters__id_or_name__references_import_captions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Samples
         * @description The pictures made as it learnt, by version, step and prompt; of a version in the making too.
         */
        get: operations["list_samples_api_v1_characters__id_or_name__samples_get"];
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
         * Train Character
         * @description Train a draft for the first time, or a character again; the version in use stays until the new one is there.
         *
         *     Asking again for what is being trained already gives that same job.
         */
        post: operations["train_character_api_v1_characters__id_or_name__train_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/versions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Version
         * @description Delete a version that is not in use, its LoRA or model and its samples. Pictures made with it stay.
         */
        delete: operations["delete_version_api_v1_characters__id_or_name__versions__number__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/versions/{number}/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Checkpoints
         * @description What the training had learnt at each sample point, with scores and samples; of one that still runs too.
         */
        get: operations["list_checkpoints_api_v1_characters__id_or_name__versions__number__checkpoints_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/versions/{number}/grids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Grids
         * @description The grids of a version, newest first, as far as they are drawn.
         */
        get: operations["list_grids_api_v1_characters__id_or_name__versions__number__grids_get"];
        put?: never;
        /**
         * Draw Grid
         * @description Draw steps x prompts x strengths as one job, at most 200 pictures; those drawn before are there at once.
         *
         *     Asking again for a grid that is being drawn gives that same job.
         */
        post: operations["draw_grid_api_v1_characters__id_or_name__versions__number__grids_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/versions/{number}/grids/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Grid
         * @description One grid, by the id of its job.
         */
        get: operations["show_grid_api_v1_characters__id_or_name__versions__number__grids__job_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/versions/{number}/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Lineage
         * @description What a version was learnt from, on and by: pictures, captions, base, settings, program, packages, device.
         */
        get: operations["show_lineage_api_v1_characters__id_or_name__versions__number__lineage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/versions/{number}/repeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Repeat Training
         * @description Train a version again with the same pictures, captions, settings and seeds, as the next version.
         */
        post: operations["repeat_training_api_v1_characters__id_or_name__versions__number__repeat_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/versions/{number}/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use Version
         * @description Draw with this version from now on.
         */
        post: operations["use_version_api_v1_characters__id_or_name__versions__number__use_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/{id_or_name}/versions/{number}/use-step": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use Step
         * @description Draw with this version as it was at that step, from the next picture on; the version is put into use.
         */
        post: operations["use_step_api_v1_characters__id_or_name__versions__number__use_step_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/characters/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Draft
         * @description Begin a character: pictures, words and a plan come one by one, and nothing is learnt before it is told to.
         */
        post: operations["create_draft_api_v1_characters_drafts_post"];
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
    "/api/v1/characters/weights/{sha256}/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Lineage Of Weights
         * @description Which training made the LoRA file that a recipe names: its character, version, step, settings and pictures.
         */
        get: operations["show_lineage_of_weights_api_v1_characters_weights__sha256__lineage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compare Runs
         * @description Up to eight runs side by side: settings, metrics, curves, classes, confusion.
         */
        get: operations["compare_runs_api_v1_classifiers_compare_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/config-fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Config Fields
         * @description Every setting of a classifier: type, default, bounds and what it does; and the models it may begin with.
         */
        get: operations["list_config_fields_api_v1_classifiers_config_fields_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/configs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Configs
         * @description Configs, newest first.
         */
        get: operations["list_configs_api_v1_classifiers_configs_get"];
        put?: never;
        /**
         * Create Config
         * @description Keep settings under a name, to start runs with.
         */
        post: operations["create_config_api_v1_classifiers_configs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/configs/{config_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Config
         * @description One config with every setting.
         */
        get: operations["show_config_api_v1_classifiers_configs__config_id__get"];
        put?: never;
        post?: never;
        /**
         * Delete Config
         * @description Delete a config. Its runs stay.
         */
        delete: operations["delete_config_api_v1_classifiers_configs__config_id__delete"];
        options?: never;
        head?: never;
        /**
         * Update Config
         * @description Rename, describe, or change a config. Runs that began with it keep what they were told.
         */
        patch: operations["update_config_api_v1_classifiers_configs__config_id__patch"];
        trace?: never;
    };
    "/api/v1/classifiers/configs/{config_id}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Clone Config
         * @description Copy a config, perhaps with other settings.
         */
        post: operations["clone_config_api_v1_classifiers_configs__config_id__clone_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/configs/{config_id}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Diff Configs
         * @description In which settings two configs differ.
         */
        get: operations["diff_configs_api_v1_classifiers_configs__config_id__diff_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/configs/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Validate Config
         * @description Say what is wrong with settings, by themselves and with a dataset; nothing is kept.
         */
        post: operations["validate_config_api_v1_classifiers_configs_validate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/projects/{project}/tensorboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Tensorboard Of Project
         * @description Whether TensorBoard of a project is there; asking keeps it no longer.
         */
        get: operations["show_tensorboard_of_project_api_v1_classifiers_projects__project__tensorboard_get"];
        put?: never;
        /**
         * Open Tensorboard Of Project
         * @description Open TensorBoard on the newest runs of a project, and on those that come while it is open.
         */
        post: operations["open_tensorboard_of_project_api_v1_classifiers_projects__project__tensorboard_post"];
        /**
         * Close Tensorboard Of Project
         * @description End TensorBoard of a project; its curves stay, and the next look starts it again.
         */
        delete: operations["close_tensorboard_of_project_api_v1_classifiers_projects__project__tensorboard_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Runs
         * @description Runs with how far they are and what they are worth; by a metric the best come first.
         */
        get: operations["list_runs_api_v1_classifiers_runs_get"];
        put?: never;
        /**
         * Start Run
         * @description Train a classifier, from a config or from settings. The dataset is fixed as it is now.
         */
        post: operations["start_run_api_v1_classifiers_runs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Run
         * @description One run, by id or number, with all that it was told and has found.
         */
        get: operations["show_run_api_v1_classifiers_runs__run__get"];
        put?: never;
        post?: never;
        /**
         * Delete Run
         * @description Delete a run that has ended, and its files. A model that was published stays on the shelf.
         */
        delete: operations["delete_run_api_v1_classifiers_runs__run__delete"];
        options?: never;
        head?: never;
        /**
         * Update Run
         * @description Rename a run, write notes, put tags on it, or put it into a project.
         */
        patch: operations["update_run_api_v1_classifiers_runs__run__patch"];
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}/config.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Config
         * @description A run (its id or number) as a file for `safelight train`. `root` is missing where the studio has the pictures.
         */
        get: operations["export_config_api_v1_classifiers_runs__run__config_json_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}/curves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Run Curves
         * @description The curves of a run, live while it learns; each is thinned to 1000 points with every peak still in it.
         */
        get: operations["show_run_curves_api_v1_classifiers_runs__run__curves_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}/evaluations/{split}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Run Evaluation
         * @description The whole judgement of the best weights on one part: metrics, classes, confusion matrix.
         */
        get: operations["show_run_evaluation_api_v1_classifiers_runs__run__evaluations__split__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}/model.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download Run Model
         * @description The model of a run as a zip: a folder that transformers loads.
         */
        get: operations["download_run_model_api_v1_classifiers_runs__run__model_zip_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}/onnx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Onnx
         * @description Whether the model of a run (its id or number) is there as ONNX, and a link to it.
         */
        get: operations["show_onnx_api_v1_classifiers_runs__run__onnx_get"];
        put?: never;
        /**
         * Export Onnx
         * @description Make it, and check it against torch before it is offered. While it is made, asking again is the same job.
         */
        post: operations["export_onnx_api_v1_classifiers_runs__run__onnx_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}/predictions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Run Predictions
         * @description What the best weights say of each picture: a cell of the confusion matrix, or the most wrong (`sort=loss`).
         */
        get: operations["list_run_predictions_api_v1_classifiers_runs__run__predictions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish Run
         * @description Put the model of a run on the shelf of models; asking again gives the same one.
         */
        post: operations["publish_run_api_v1_classifiers_runs__run__publish_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}/relabel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Relabel Run Pictures
         * @description File pictures that a run was judged by under another class; the next run learns from them so.
         */
        post: operations["relabel_run_pictures_api_v1_classifiers_runs__run__relabel_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rerun Run
         * @description The same again as a new run: settings, data version and seed.
         */
        post: operations["rerun_run_api_v1_classifiers_runs__run__rerun_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume Run
         * @description Go on with a run that was stopped or has failed, at the last batch whose state was kept.
         */
        post: operations["resume_run_api_v1_classifiers_runs__run__resume_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop Run
         * @description Stop a run; its state is kept, so that it can go on. Asking twice is harmless.
         */
        post: operations["stop_run_api_v1_classifiers_runs__run__stop_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/{run}/tensorboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Tensorboard Of Run
         * @description Whether TensorBoard of a run is there; asking keeps it no longer.
         */
        get: operations["show_tensorboard_of_run_api_v1_classifiers_runs__run__tensorboard_get"];
        put?: never;
        /**
         * Open Tensorboard Of Run
         * @description Open TensorBoard on one run. It starts in a few seconds, and ends when nobody looks any more.
         */
        post: operations["open_tensorboard_of_run_api_v1_classifiers_runs__run__tensorboard_post"];
        /**
         * Close Tensorboard Of Run
         * @description End TensorBoard of a run; its curves stay, and the next look starts it again.
         */
        delete: operations["close_tensorboard_of_run_api_v1_classifiers_runs__run__tensorboard_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/runs/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Run
         * @description Make a run of what `safelight train` has left: a zip of its folder, with model, predictions and curves.
         */
        post: operations["import_run_api_v1_classifiers_runs_import_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/sweeps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sweeps
         * @description Sweeps, newest first, each with its best run so far.
         */
        get: operations["list_sweeps_api_v1_classifiers_sweeps_get"];
        put?: never;
        /**
         * Start Sweep
         * @description Start a run for each combination of values, or for some by chance: all of them, or none.
         */
        post: operations["start_sweep_api_v1_classifiers_sweeps_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/sweeps/{sweep_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Sweep
         * @description One sweep with its runs, best first.
         */
        get: operations["show_sweep_api_v1_classifiers_sweeps__sweep_id__get"];
        put?: never;
        post?: never;
        /**
         * Delete Sweep
         * @description Delete a sweep whose runs have ended, with all of them and their files.
         */
        delete: operations["delete_sweep_api_v1_classifiers_sweeps__sweep_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/sweeps/{sweep_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop Sweep
         * @description Stop every run of a sweep that has not ended.
         */
        post: operations["stop_sweep_api_v1_classifiers_sweeps__sweep_id__stop_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/sweeps/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Sweep
         * @description How many runs a sweep would start, which, and what is wrong with it; nothing is started.
         */
        post: operations["preview_sweep_api_v1_classifiers_sweeps_preview_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classifiers/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Run Tags
         * @description Every tag that a run has.
         */
        get: operations["list_run_tags_api_v1_classifiers_tags_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/content-filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Content Filter
         * @description Which classifier looks at new pictures, and what becomes of those it takes for something blocked.
         */
        get: operations["show_content_filter_api_v1_content_filter_get"];
        /**
         * Set Content Filter
         * @description Let a classifier look at every picture that is drawn from now on, whoever asks for it, by whatever door.
         */
        put: operations["set_content_filter_api_v1_content_filter_put"];
        post?: never;
        /**
         * Remove Content Filter
         * @description Draw without one.
         */
        delete: operations["remove_content_filter_api_v1_content_filter_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Datasets
         * @description Datasets, newest first; those whose name holds `search`, of one project, of one source.
         */
        get: operations["list_datasets_api_v1_datasets_get"];
        put?: never;
        /**
         * Create Dataset
         * @description Make a dataset: an empty one to send pictures to, or of a folder where the workers are, which is looked at.
         *
         *     Which folders may be named, `SAFELIGHT_MODEL_FOLDERS` says.
         */
        post: operations["create_dataset_api_v1_datasets_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Dataset
         * @description One dataset, by id or by name, with its classes.
         */
        get: operations["show_dataset_api_v1_datasets__id_or_name__get"];
        put?: never;
        post?: never;
        /**
         * Delete Dataset
         * @description Delete a dataset with its pictures and versions. A folder stays as it is.
         */
        delete: operations["delete_dataset_api_v1_datasets__id_or_name__delete"];
        options?: never;
        head?: never;
        /**
         * Update Dataset
         * @description Rename or describe a dataset, or put it into a project.
         */
        patch: operations["update_dataset_api_v1_datasets__id_or_name__patch"];
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/classes/rename": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rename Classes
         * @description Call classes otherwise; several that get one name become one class.
         */
        post: operations["rename_classes_api_v1_datasets__id_or_name__classes_rename_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Dataset Doctor
         * @description What may hurt a training: in pictures, between them (across parts and classes, too), and in the set as a whole.
         *
         *     Each finding comes with the reason in words, and answers that can be sent as they are to `pictures/changes`.
         */
        get: operations["show_dataset_doctor_api_v1_datasets__id_or_name__doctor_get"];
        put?: never;
        /**
         * Examine Dataset
         * @description Examine all pictures again; an import does it by itself.
         */
        post: operations["examine_dataset_api_v1_datasets__id_or_name__doctor_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download Dataset
         * @description The dataset as it is now, as a zip file that other programs read as an ImageFolder.
         */
        get: operations["download_dataset_api_v1_datasets__id_or_name__download_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Imports
         * @description What was sent to a dataset, newest first, and what became of each file.
         */
        get: operations["list_imports_api_v1_datasets__id_or_name__imports_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look At Folder
         * @description Count again what is in the folder of a dataset.
         */
        post: operations["look_at_folder_api_v1_datasets__id_or_name__look_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/pictures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Dataset Pictures
         * @description The pictures of a dataset, in the order in which they came.
         */
        get: operations["list_dataset_pictures_api_v1_datasets__id_or_name__pictures_get"];
        put?: never;
        /**
         * Import Pictures
         * @description Send pictures: zip files with train/val/test and a folder per class, or a folder per class; or single pictures.
         *
         *     A file's name may hold its folders (`train/cat/1.jpg`). They are stored at once, then unpacked and checked by a job.
         */
        post: operations["import_pictures_api_v1_datasets__id_or_name__pictures_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/pictures/{picture_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Dataset Picture
         * @description One picture.
         */
        get: operations["show_dataset_picture_api_v1_datasets__id_or_name__pictures__picture_id__get"];
        put?: never;
        post?: never;
        /**
         * Delete Dataset Picture
         * @description Delete a picture for good; versions keep theirs.
         */
        delete: operations["delete_dataset_picture_api_v1_datasets__id_or_name__pictures__picture_id__delete"];
        options?: never;
        head?: never;
        /**
         * Update Dataset Picture
         * @description Put a picture into another class or part, leave it out, or take it in again.
         */
        patch: operations["update_dataset_picture_api_v1_datasets__id_or_name__pictures__picture_id__patch"];
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/pictures/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Dataset Pictures
         * @description Move, relabel, leave out, take in or delete many pictures at once: by ids, or all that a filter finds.
         *
         *     All of it, or nothing. A second click changes nothing more; `undo` brings back what was.
         */
        post: operations["change_dataset_pictures_api_v1_datasets__id_or_name__pictures_changes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Split Off
         * @description Set a share of the training pictures aside for val or test: of each class alike, by chance, by a seed.
         */
        post: operations["split_off_api_v1_datasets__id_or_name__split_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Versions
         * @description The versions of a dataset, newest first.
         */
        get: operations["list_versions_api_v1_datasets__id_or_name__versions_get"];
        put?: never;
        /**
         * Create Version
         * @description Keep the dataset as it is now, with a note; a run does it by itself. Where nothing has changed it is the last.
         */
        post: operations["create_version_api_v1_datasets__id_or_name__versions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/versions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Version
         * @description One version.
         */
        get: operations["show_version_api_v1_datasets__id_or_name__versions__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/versions/{number}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Diff Versions
         * @description What lies between a version and another, or the dataset as it is now.
         */
        get: operations["diff_versions_api_v1_datasets__id_or_name__versions__number__diff_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/versions/{number}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download Version
         * @description A version as a zip file that other programs read as an ImageFolder.
         */
        get: operations["download_version_api_v1_datasets__id_or_name__versions__number__download_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{id_or_name}/versions/{number}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore Version
         * @description Make the dataset as it was: pictures that came later are left out, deleted ones come back.
         */
        post: operations["restore_version_api_v1_datasets__id_or_name__versions__number__restore_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/downloads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Downloads
         * @description Downloads, newest first.
         */
        get: operations["list_downloads_api_v1_downloads_get"];
        put?: never;
        /**
         * Start Download
         * @description Download a model. The same asked for twice is one download; one that was stopped goes on where it was.
         */
        post: operations["start_download_api_v1_downloads_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/downloads/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Download
         * @description One download, and how far each of its files is.
         */
        get: operations["show_download_api_v1_downloads__job_id__get"];
        put?: never;
        post?: never;
        /**
         * Discard Download
         * @description Throw away what a cancelled or failed download has brought.
         */
        delete: operations["discard_download_api_v1_downloads__job_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/downloads/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Plan Download
         * @description What a download would bring: files, sizes, licence, and what speaks against it. Fetches nothing.
         */
        post: operations["plan_download_api_v1_downloads_plan_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/downloads/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tokens
         * @description For which hubs tokens are kept; the tokens themselves are never shown.
         */
        get: operations["list_tokens_api_v1_downloads_tokens_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/downloads/tokens/{host}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Token
         * @description Whether a token is kept for a hub, and whose it is.
         */
        get: operations["show_token_api_v1_downloads_tokens__host__get"];
        /**
         * Keep Token
         * @description Keep a token for a hub, encrypted, once the hub has said whose it is.
         */
        put: operations["keep_token_api_v1_downloads_tokens__host__put"];
        post?: never;
        /**
         * Forget Token
         * @description Forget the token of a hub.
         */
        delete: operations["forget_token_api_v1_downloads_tokens__host__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/edits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Edit Pictures
         * @description Resize or upscale pictures, as one job. The originals stay; results are pictures of the kind `edit`.
         *
         *     Answers 202 with the job; with `Prefer: wait=60` it answers 201 once the pictures are there.
         */
        post: operations["edit_pictures_api_v1_edits_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/export/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Mine
         * @description All that is the caller's own: prompts and settings as JSON, pictures with their recipes, characters, datasets.
         */
        get: operations["export_mine_api_v1_export_mine_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gallery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Pictures
         * @description Pictures, newest first. Without `bin` those in the bin are left out.
         */
        get: operations["list_pictures_api_v1_gallery_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gallery/{picture_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Picture
         * @description One picture with its recipe, and its neighbours under the same filters.
         */
        get: operations["show_picture_api_v1_gallery__picture_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Update Picture
         * @description Star a picture, or take its star away.
         */
        patch: operations["update_picture_api_v1_gallery__picture_id__patch"];
        trace?: never;
    };
    "/api/v1/gallery/{picture_id}/again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Picture Again
         * @description Make a picture again by its own plan, with the same seed or a new one; a film or another size likewise.
         */
        post: operations["make_picture_again_api_v1_gallery__picture_id__again_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gallery/{picture_id}/webp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Picture As Webp
         * @description One picture as lossless WebP with its recipe inside: the same pixels in a smaller file.
         */
        get: operations["show_picture_as_webp_api_v1_gallery__picture_id__webp_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gallery/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act On Pictures
         * @description Star, bin, restore or delete many pictures at once. Doing it twice changes nothing more.
         */
        post: operations["act_on_pictures_api_v1_gallery_actions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gallery/bin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Empty Bin
         * @description Delete everything in the bin for good. What lies there for 30 days goes by itself.
         */
        delete: operations["empty_bin_api_v1_gallery_bin_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gallery/skeleton": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Skeleton
         * @description All pictures that pass the filter as months and proportions: the layout of the whole gallery in one answer.
         */
        get: operations["show_skeleton_api_v1_gallery_skeleton_get"];
        put?: never;
        post?: never;
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
    "/api/v1/generations/{own_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Create Generation Under Own Id
         * @description Make pictures under an id of your own. The same request again makes nothing new and answers how far it is.
         *
         *     202 while it is made, 200 once it has ended; 409 if the id stands for another request. GET it by the same id.
         */
        put: operations["create_generation_under_own_id_api_v1_generations__own_id__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Inputs
         * @description Inputs, newest first.
         */
        get: operations["list_inputs_api_v1_inputs_get"];
        put?: never;
        /**
         * Create Input
         * @description Bring a picture to start from, to mask, or to be guided by. The same picture gets the same id.
         */
        post: operations["create_input_api_v1_inputs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inputs/{input_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Input
         * @description One input.
         */
        get: operations["show_input_api_v1_inputs__input_id__get"];
        put?: never;
        post?: never;
        /**
         * Delete Input
         * @description Forget an input, unless a picture that is kept started from it.
         */
        delete: operations["delete_input_api_v1_inputs__input_id__delete"];
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
         * @description The curves of a job: loss, learning rate and so on.
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
    "/api/v1/jobs/{job_id}/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run Job Next
         * @description Put a waiting job before all others.
         */
        post: operations["run_job_next_api_v1_jobs__job_id__next_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Preview
         * @description How a picture that is being drawn looks by now; 404 while there is nothing to see, and after the end.
         */
        get: operations["show_preview_api_v1_jobs__job_id__preview_get"];
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
    "/api/v1/jobs/{job_id}/sample": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask For Sample
         * @description Ask a running training for sample pictures of what it has learnt by now.
         */
        post: operations["ask_for_sample_api_v1_jobs__job_id__sample_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Webhooks
         * @description The webhooks of a job, and every call with its answer.
         */
        get: operations["list_webhooks_api_v1_jobs__job_id__webhooks_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/webhooks/{call_id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redeliver
         * @description Make a call again, with the resource as it is now; one that waits for its next try is made at once.
         */
        post: operations["redeliver_api_v1_jobs__job_id__webhooks__call_id__redeliver_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Jobs
         * @description Cancel several jobs, each for itself: what cannot be cancelled is said of that job, and the others are.
         */
        post: operations["cancel_jobs_api_v1_jobs_cancel_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Summarise Jobs
         * @description How many jobs run and wait, and how many ended today.
         */
        get: operations["summarise_jobs_api_v1_jobs_summary_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Keys
         * @description Your API keys, newest first, revoked ones too; never the keys themselves.
         */
        get: operations["list_keys_api_v1_keys_get"];
        put?: never;
        /**
         * Make Key
         * @description Make a key for a program. This answer alone holds it.
         */
        post: operations["make_key_api_v1_keys_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Key
         * @description Revoke a key: it works no more from now on, and sockets that it opened close in seconds.
         */
        delete: operations["revoke_key_api_v1_keys__key__delete"];
        options?: never;
        head?: never;
        /**
         * Update Key
         * @description Rename a key of yours, or change its limits; what it may do stays.
         */
        patch: operations["update_key_api_v1_keys__key__patch"];
        trace?: never;
    };
    "/api/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Limits
         * @description What you may have, by your account and by the key you came with, and what of it is left.
         */
        get: operations["list_limits_api_v1_limits_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Limits Of Roles
         * @description What accounts may have that have no limits of their own; SAFELIGHT_LIMITS sets it.
         */
        get: operations["show_limits_of_roles_api_v1_limits_roles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Memory
         * @description What every live worker holds in memory.
         */
        get: operations["show_memory_api_v1_memory_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Load Options
         * @description Every memory and speed option, with what each worker's device can do, and why not where it cannot.
         */
        get: operations["show_load_options_api_v1_memory_options_get"];
        put?: never;
        post?: never;
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
         * @description Every model on the shelf, of any kind, with its defaults; and what lies there but cannot be used.
         */
        get: operations["list_models_api_v1_models_get"];
        put?: never;
        /**
         * Add Model
         * @description Use a model that lies outside the models folder; its files stay where they are.
         */
        post: operations["add_model_api_v1_models_post"];
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
         * @description One model.
         */
        get: operations["show_model_api_v1_models__name__get"];
        put?: never;
        post?: never;
        /**
         * Remove Model
         * @description Take a model off the shelf. Its files are deleted if they lie in the models folder, and stay otherwise.
         */
        delete: operations["remove_model_api_v1_models__name__delete"];
        options?: never;
        head?: never;
        /**
         * Update Model
         * @description Change its name, its description, or what it does when a request does not say.
         */
        patch: operations["update_model_api_v1_models__name__patch"];
        trace?: never;
    };
    "/api/v1/models/{name}/convert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Convert Model
         * @description Make a diffusers folder of it, in the number type it will be served in: it then loads without casting.
         */
        post: operations["convert_model_api_v1_models__name__convert_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{name}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Lora
         * @description A LoRA's file, in the layout of diffusers or of kohya.
         */
        get: operations["export_lora_api_v1_models__name__export_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{name}/fit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Will It Fit
         * @description Whether a model fits with these options (those set for it if none is given), before it is loaded.
         */
        get: operations["will_it_fit_api_v1_models__name__fit_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{name}/load": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Load Model
         * @description Bring a model into a worker's memory. The job tells stage and bytes.
         */
        post: operations["load_model_api_v1_models__name__load_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{name}/load/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Load
         * @description Stop loading a model. Always 200: the status says what there was to stop.
         */
        post: operations["cancel_load_api_v1_models__name__load_cancel_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{name}/predict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Predict
         * @description Have a classifier judge up to 64 pictures: a model on the shelf, or a finished run by its id (run_…).
         *
         *     It answers when the pictures are judged, and a client that hangs up cancels it. With `Prefer: wait=5` it answers
         *     202 with the job after that time, and the job goes on.
         */
        post: operations["predict_api_v1_models__name__predict_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{name}/store": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Store Model
         * @description Copy its files into the storage, for workers on other machines. What is there already is not sent again.
         */
        post: operations["store_model_api_v1_models__name__store_post"];
        /**
         * Unstore Model
         * @description Delete its files from the storage; those on the server's machine stay.
         */
        delete: operations["unstore_model_api_v1_models__name__store_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{name}/unload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unload Model
         * @description Take a model out of memory, pinned or not. 409 while a job runs on it; waits a moment for it to be done.
         */
        post: operations["unload_model_api_v1_models__name__unload_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/identify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Identify Model
         * @description Say what a file or folder is, from names and shapes alone. Nothing is loaded, nothing kept.
         */
        post: operations["identify_model_api_v1_models_identify_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload Model
         * @description Put a .safetensors file (a LoRA, a VAE, an upscaler …) into the models folder.
         */
        post: operations["upload_model_api_v1_models_upload_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Pods
         * @description Pods, newest first, with what each has cost.
         */
        get: operations["list_pods_api_v1_pods_get"];
        put?: never;
        /**
         * Make Pod
         * @description Rent a pod. It starts as soon as one of the GPU types is free, and joins as a worker by itself.
         */
        post: operations["make_pod_api_v1_pods_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pods/{pod}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Pod
         * @description One pod, by its id or its name.
         */
        get: operations["show_pod_api_v1_pods__pod__get"];
        put?: never;
        post?: never;
        /**
         * End Pod
         * @description Give a pod back for good: it takes no more jobs, ends those it has, for ten minutes at most, and goes.
         */
        delete: operations["end_pod_api_v1_pods__pod__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pods/{pod}/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Adopt Pod
         * @description Take in a pod that bears our name and that nobody here had asked for.
         */
        post: operations["adopt_pod_api_v1_pods__pod__adopt_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pods/{pod}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Pod
         * @description Start a pod that was stopped.
         */
        post: operations["start_pod_api_v1_pods__pod__start_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pods/{pod}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop Pod
         * @description Switch a pod off once its jobs are done; it can be started again if its machine is free then.
         */
        post: operations["stop_pod_api_v1_pods__pod__stop_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pods/gpus": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Gpus
         * @description GPU types that can be rented, their prices, and how many are free; the cheapest first.
         */
        get: operations["list_gpus_api_v1_pods_gpus_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pods/providers/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Provider
         * @description Whether there is a key for a provider, and whether it answers.
         */
        get: operations["show_provider_api_v1_pods_providers__provider__get"];
        /**
         * Keep Provider Key
         * @description Keep a key, encrypted, once the provider has taken it.
         */
        put: operations["keep_provider_key_api_v1_pods_providers__provider__put"];
        post?: never;
        /**
         * Forget Provider Key
         * @description Forget a key. Refused while pods are there that could not be ended without it.
         */
        delete: operations["forget_provider_key_api_v1_pods_providers__provider__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pods/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Pod Rules
         * @description The rules, by name.
         */
        get: operations["list_pod_rules_api_v1_pods_rules_get"];
        put?: never;
        /**
         * Make Pod Rule
         * @description Make a rule: pods come when jobs wait, and go when they have nothing to do.
         */
        post: operations["make_pod_rule_api_v1_pods_rules_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pods/rules/{rule}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Pod Rule
         * @description One rule, by its id or its name.
         */
        get: operations["show_pod_rule_api_v1_pods_rules__rule__get"];
        /**
         * Change Pod Rule
         * @description Change a rule; pods that it has made stay as they were asked for.
         */
        put: operations["change_pod_rule_api_v1_pods_rules__rule__put"];
        post?: never;
        /**
         * Remove Pod Rule
         * @description Remove a rule; its pods go once their jobs are done.
         */
        delete: operations["remove_pod_rule_api_v1_pods_rules__rule__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pods/rules/{rule}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Preview Pod Rule
         * @description What a rule would do now, and why. Nothing is done.
         */
        get: operations["preview_pod_rule_api_v1_pods_rules__rule__preview_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pods/spending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Spending
         * @description What all pods cost: now, today, this month, and on each of the last days.
         */
        get: operations["show_spending_api_v1_pods_spending_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/predictions/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Prediction
         * @description A prediction by the id of its job: how far it is, or what came out.
         */
        get: operations["show_prediction_api_v1_predictions__job_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Preferences
         * @description How the studio looks and behaves.
         */
        get: operations["show_preferences_api_v1_preferences_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Preferences
         * @description Change some of it; null sets a default again. What holds for everybody needs the scope `admin`.
         */
        patch: operations["change_preferences_api_v1_preferences_patch"];
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Projects
         * @description All projects, by name.
         */
        get: operations["list_projects_api_v1_projects_get"];
        put?: never;
        /**
         * Create Project
         * @description Make a project: a name to gather characters, and their trainings, under.
         */
        post: operations["create_project_api_v1_projects_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id_or_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Project
         * @description One project, by id or by name.
         */
        get: operations["show_project_api_v1_projects__id_or_name__get"];
        put?: never;
        post?: never;
        /**
         * Delete Project
         * @description Delete a project. What it held stays, under no project.
         */
        delete: operations["delete_project_api_v1_projects__id_or_name__delete"];
        options?: never;
        head?: never;
        /**
         * Update Project
         * @description Rename or describe a project.
         */
        patch: operations["update_project_api_v1_projects__id_or_name__patch"];
        trace?: never;
    };
    "/api/v1/projects/{id_or_name}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Members
         * @description Whom a project is shared with, beside its owner.
         */
        get: operations["list_members_api_v1_projects__id_or_name__members_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id_or_name}/members/{person}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Share Project
         * @description Share a project of one's own with somebody, by their name or account id; or change how it is shared.
         */
        put: operations["share_project_api_v1_projects__id_or_name__members__person__put"];
        post?: never;
        /**
         * Unshare Project
         * @description Share it with them no more. Whom it is shared with may leave it so; what they put into it stays theirs.
         */
        delete: operations["unshare_project_api_v1_projects__id_or_name__members__person__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recipes/again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Recipe Again
         * @description Make a picture again by the plan of its recipe: same seed, same LoRA file, same steps, same size.
         */
        post: operations["make_recipe_again_api_v1_recipes_again_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recipes/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compare Recipes
         * @description Say what two recipes differ in, such as those of a picture and of its repetition, and what that does.
         */
        post: operations["compare_recipes_api_v1_recipes_compare_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recipes/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read Recipe
         * @description Read how a PNG or WebP of Safelight, or of another program, was made. Nothing is kept, no pixel looked at.
         */
        post: operations["read_recipe_api_v1_recipes_read_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recipes/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify Recipe
         * @description Say whether a PNG or a film is as it was made here: what its signed claim says, and what that is worth.
         */
        post: operations["verify_recipe_api_v1_recipes_verify_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Retention
         * @description For how long things are kept, and what is due to go now: a dry run.
         */
        get: operations["show_retention_api_v1_retention_get"];
        put?: never;
        /**
         * Follow Retention
         * @description Delete now what is due, as housekeeping does every hour.
         */
        post: operations["follow_retention_api_v1_retention_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedulers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Schedulers
         * @description The samplers, each with its settings. Without a model: of both kinds of models.
         */
        get: operations["list_schedulers_api_v1_schedulers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Settings
         * @description Every setting, with its value, its default and where the value comes from. Secrets are masked.
         */
        get: operations["show_settings_api_v1_settings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Storage
         * @description What the storage is, and what takes its room.
         */
        get: operations["show_storage_api_v1_storage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/storage/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Storage
         * @description Store a small file, read it, fetch it by a link and delete it, and say what does not work and why.
         */
        post: operations["check_storage_api_v1_storage_check_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/styles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Styles
         * @description Styles in their groups: one's own first, then the built-in ones.
         */
        get: operations["list_styles_api_v1_styles_get"];
        put?: never;
        /**
         * Create Style
         * @description Make a style of one's own.
         */
        post: operations["create_style_api_v1_styles_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/styles/{id_or_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Style
         * @description One style, by id or by name.
         */
        get: operations["show_style_api_v1_styles__id_or_name__get"];
        put?: never;
        post?: never;
        /**
         * Delete Style
         * @description Delete one's own style. Pictures made with it keep their recipe.
         */
        delete: operations["delete_style_api_v1_styles__id_or_name__delete"];
        options?: never;
        head?: never;
        /**
         * Update Style
         * @description Change one's own style.
         */
        patch: operations["update_style_api_v1_styles__id_or_name__patch"];
        trace?: never;
    };
    "/api/v1/styles/{id_or_name}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy Style
         * @description Copy a style, built-in or own; the copy can be changed.
         */
        post: operations["copy_style_api_v1_styles__id_or_name__copy_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/styles/{id_or_name}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Draw Thumbnail
         * @description Draw what a style looks like with a model; it is the style's thumbnail once the job has ended.
         */
        post: operations["draw_thumbnail_api_v1_styles__id_or_name__thumbnail_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/styles/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Styles
         * @description One's own styles as a file that import takes; with `built_in=true` the built-in ones too.
         */
        get: operations["export_styles_api_v1_styles_export_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/styles/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Styles
         * @description Take in a style file of ours, or AUTOMATIC1111's styles.csv: all of it, or nothing if an entry is bad.
         */
        post: operations["import_styles_api_v1_styles_import_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/styles/thumbnails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Draw Missing Thumbnails
         * @description Draw every style that the model has not drawn yet.
         */
        post: operations["draw_missing_thumbnails_api_v1_styles_thumbnails_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show System
         * @description What the server is, how full its storage and disk are, and how much waits.
         */
        get: operations["show_system_api_v1_system_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Upload
         * @description Announce a file by its size and SHA-256; the answer says where its bytes go, straight to the storage.
         */
        post: operations["start_upload_api_v1_uploads_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{upload_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Cancel Upload
         * @description Give it up; what was sent is deleted.
         */
        delete: operations["cancel_upload_api_v1_uploads__upload_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{upload_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Upload
         * @description Send the bytes through the studio, where its storage takes none by itself.
         */
        put: operations["put_upload_api_v1_uploads__upload_id__content_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{upload_id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish Upload
         * @description Say that the bytes are there: they are read and checked, and become what they were sent for, or are deleted.
         */
        post: operations["finish_upload_api_v1_uploads__upload_id__finish_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Usage
         * @description What was used: requests, jobs, pictures, and seconds of a worker.
         */
        get: operations["show_usage_api_v1_usage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/usage.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Usage As Csv
         * @description The same as a table for a spreadsheet.
         */
        get: operations["usage_as_csv_api_v1_usage_csv_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/videos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Videos
         * @description Videos, newest first; those that are still made too.
         */
        get: operations["list_videos_api_v1_videos_get"];
        put?: never;
        /**
         * Create Video
         * @description Make a picture move. Answers 202 with the job; with `Prefer: wait=600` it answers 201 once the film is there.
         *
         *     Delete a video as a generation, or as a picture of the gallery.
         */
        post: operations["create_video_api_v1_videos_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/videos/{video_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Video
         * @description One video, its film and the picture it starts from.
         */
        get: operations["show_video_api_v1_videos__video_id__get"];
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
         * @description The workers that are alive: hardware, memory, loaded models, and what each works on.
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
    "/api/v1/workers/{worker}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Worker
         * @description One worker by its id or its name: its hardware as it is now, and the models it holds.
         */
        get: operations["show_worker_api_v1_workers__worker__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers/{worker}/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drain Worker
         * @description Have a worker end what it has in hand, and take nothing more; it stays there.
         */
        post: operations["drain_worker_api_v1_workers__worker__drain_post"];
        /**
         * Undrain Worker
         * @description Let it take jobs again.
         */
        delete: operations["undrain_worker_api_v1_workers__worker__drain_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Workflows
         * @description The templates: shipped ones, those in the workflows folder, and those that were brought.
         */
        get: operations["list_workflows_api_v1_workflows_get"];
        put?: never;
        /**
         * Add Workflow
         * @description Bring a template: a graph that ComfyUI saved with Export (API), and a manifest.
         */
        post: operations["add_workflow_api_v1_workflows_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Workflow
         * @description One template, with its graph.
         */
        get: operations["show_workflow_api_v1_workflows__name__get"];
        /**
         * Change Workflow
         * @description Keep another template under the name. Shipped ones, and files in the folder, are not changed.
         */
        put: operations["change_workflow_api_v1_workflows__name__put"];
        post?: never;
        /**
         * Remove Workflow
         * @description Forget a template that was brought. Pictures made with it keep it.
         */
        delete: operations["remove_workflow_api_v1_workflows__name__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{name}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Workflow
         * @description Whether the ComfyUI servers have every node and model that a template needs, asked now.
         */
        post: operations["check_workflow_api_v1_workflows__name__check_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{name}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run Workflow
         * @description Run a template. Its pictures come to a generation, and hang in the gallery with their recipe.
         */
        post: operations["run_workflow_api_v1_workflows__name__run_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Comfyui Servers
         * @description The ComfyUI servers: whether they answer, their queue, and what each lacks for which template.
         */
        get: operations["list_comfyui_servers_api_v1_workflows_servers_get"];
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
    "/controlnet/model_list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Controlnets
         * @description The models of ControlNet.
         */
        get: operations["list_controlnets_controlnet_model_list_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/controlnet/module_list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Modules
         * @description The preprocessors: none.
         */
        get: operations["list_modules_controlnet_module_list_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/controlnet/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Version
         * @description The version of ControlNet's own API.
         */
        get: operations["show_version_controlnet_version_get"];
        put?: never;
        post?: never;
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
    "/generate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Generate
         * @description Draw a picture and answer it, however long it takes. A client that hangs up cancels it.
         */
        post: operations["generate_generate_post"];
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
         * @description Draw a character. Waits for the picture, and a client that hangs up cancels it; a failed one says its reason.
         */
        post: operations["generate_image_generate_image_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/generate-video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Generate Video
         * @description Draw a character and make the picture move. Waits for the film; a failed one answers with its reason.
         */
        post: operations["generate_video_generate_video_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/generate/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Queue
         * @description Queue a picture, to be fetched from `result_url`. A full queue answers 429 and says when to come again.
         */
        post: operations["queue_generate_queue_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/generate/queue/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Queue Under Own Id
         * @description Queue a picture under an id of your own; the same request again is the same picture, another answers 409.
         */
        put: operations["queue_under_own_id_generate_queue__request_id__put"];
        post?: never;
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
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics
         * @description Everything that is counted and measured, for Prometheus.
         */
        get: operations["metrics_metrics_get"];
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
    "/queue/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Queue
         * @description How many requests wait, what is drawn, and how long a new one would wait.
         */
        get: operations["show_queue_queue_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/queue/status/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Request
         * @description How far a request is.
         */
        get: operations["show_request_queue_status__request_id__get"];
        put?: never;
        post?: never;
        /**
         * Cancel
         * @description Cancel a request: at once while it waits, within about a second while it is drawn.
         */
        delete: operations["cancel_queue_status__request_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/result/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Result
         * @description The picture; 202 with its progress while it is not there yet. For a failed one, why.
         */
        get: operations["result_result__request_id__get"];
        put?: never;
        post?: never;
        /**
         * Cancel
         * @description Cancel a request: at once while it waits, within about a second while it is drawn.
         */
        delete: operations["cancel_result__request_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/cmd-flags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Flags
         * @description The flags that a server of AUTOMATIC1111's would have been started with.
         */
        get: operations["show_flags_sdapi_v1_cmd_flags_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/embeddings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Embeddings
         * @description The textual inversions. One is used where its name stands in a prompt.
         */
        get: operations["list_embeddings_sdapi_v1_embeddings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/extra-batch-images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enlarge Several
         * @description Make several pictures larger, or smaller, as one job.
         */
        post: operations["enlarge_several_sdapi_v1_extra_batch_images_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/extra-single-image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enlarge
         * @description Make one picture larger, or smaller; it is kept for some minutes, and not in the gallery.
         */
        post: operations["enlarge_sdapi_v1_extra_single_image_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/face-restorers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Nothing
         * @description There are none.
         */
        get: operations["list_nothing_sdapi_v1_face_restorers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/hypernetworks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Nothing
         * @description There are none.
         */
        get: operations["list_nothing_sdapi_v1_hypernetworks_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/img2img": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Img2Img
         * @description Draw pictures from a picture, or anew where a mask is white.
         */
        post: operations["img2img_sdapi_v1_img2img_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/interrupt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Interrupt
         * @description Stop what is being drawn for the caller, or what is next if nothing is yet; nobody else's.
         */
        post: operations["interrupt_sdapi_v1_interrupt_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/latent-upscale-modes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Latent Upscale Modes
         * @description How hr_upscaler may enlarge latents.
         */
        get: operations["list_latent_upscale_modes_sdapi_v1_latent_upscale_modes_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/loras": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Loras
         * @description The LoRAs of the shelf, and the trained characters.
         */
        get: operations["list_loras_sdapi_v1_loras_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/memory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Memory
         * @description Memory of the machine and of its GPU.
         */
        get: operations["show_memory_sdapi_v1_memory_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Options
         * @description The caller's options.
         */
        get: operations["show_options_sdapi_v1_options_get"];
        put?: never;
        /**
         * Change Options
         * @description Change some of the caller's options, or all of them as they were read; unknown ones are kept, and do nothing.
         */
        post: operations["change_options_sdapi_v1_options_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/png-info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read Picture
         * @description Read the settings that a picture carries. Raises what a damaged one is refused with.
         */
        post: operations["read_picture_sdapi_v1_png_info_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Progress
         * @description How far the caller's own work is, of however many others there are.
         */
        get: operations["show_progress_sdapi_v1_progress_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/prompt-styles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Styles
         * @description The prompt styles.
         */
        get: operations["list_styles_sdapi_v1_prompt_styles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/realesrgan-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Nothing
         * @description There are none.
         */
        get: operations["list_nothing_sdapi_v1_realesrgan_models_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/refresh-checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description Look at the models folder anew, which happens at every question anyway.
         */
        post: operations["refresh_sdapi_v1_refresh_checkpoints_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/refresh-embeddings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description Look at the models folder anew, which happens at every question anyway.
         */
        post: operations["refresh_sdapi_v1_refresh_embeddings_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/refresh-loras": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description Look at the models folder anew, which happens at every question anyway.
         */
        post: operations["refresh_sdapi_v1_refresh_loras_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/refresh-vae": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description Look at the models folder anew, which happens at every question anyway.
         */
        post: operations["refresh_sdapi_v1_refresh_vae_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/reload-checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reload Checkpoint
         * @description Bring the caller's model into memory; whoever draws next finds it there.
         */
        post: operations["reload_checkpoint_sdapi_v1_reload_checkpoint_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/samplers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Samplers
         * @description The samplers. A model of flow matching takes some of them; for the others it uses its own, and says so.
         */
        get: operations["list_samplers_sdapi_v1_samplers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/schedulers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Schedulers
         * @description The spacings of the steps.
         */
        get: operations["list_schedulers_sdapi_v1_schedulers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/script-info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Script Info
         * @description The same, one by one.
         */
        get: operations["list_script_info_sdapi_v1_script_info_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/scripts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Scripts
         * @description The extensions: ControlNet, where there is a model for it.
         */
        get: operations["list_scripts_sdapi_v1_scripts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/sd-models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Checkpoints
         * @description The base models.
         */
        get: operations["list_checkpoints_sdapi_v1_sd_models_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/sd-modules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Vaes
         * @description The VAEs.
         */
        get: operations["list_vaes_sdapi_v1_sd_modules_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/sd-vae": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Vaes
         * @description The VAEs.
         */
        get: operations["list_vaes_sdapi_v1_sd_vae_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Interrupt
         * @description Stop what is being drawn for the caller, or what is next if nothing is yet; nobody else's.
         */
        post: operations["interrupt_sdapi_v1_skip_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/txt2img": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Txt2Img
         * @description Draw pictures from words. What could not be done is told in `info`, under `comments`.
         */
        post: operations["txt2img_sdapi_v1_txt2img_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/unload-checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unload Checkpoint
         * @description Take the caller's model out of memory. Refused while somebody draws with it.
         */
        post: operations["unload_checkpoint_sdapi_v1_unload_checkpoint_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sdapi/v1/upscalers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Upscalers
         * @description The upscalers.
         */
        get: operations["list_upscalers_sdapi_v1_upscalers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/edits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Edit Image
         * @description Draw over a picture, or over the masked part of it.
         */
        post: operations["edit_image_v1_images_edits_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/generations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Generate Images
         * @description Draw pictures from words. Answers when they are there; a client that goes away has its job cancelled.
         */
        post: operations["generate_images_v1_images_generations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Image Models
         * @description Everything that draws: base models, characters, `base:lora`, and aliases.
         */
        get: operations["list_image_models_v1_models_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Image Model
         * @description One of them.
         */
        get: operations["show_image_model_v1_models__name__get"];
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
        /**
         * AccountCreate
         * @description A new account.
         */
        AccountCreate: {
            /**
             * Email
             * @description Another provider's log-in with this address is theirs
             */
            email?: string | null;
            /**
             * Full Name
             * @description As others read it
             * @default
             */
            full_name?: string;
            /** @description Null where the installation's own hold */
            limits?: components["schemas"]["Limits"] | null;
            /**
             * Name
             * @description What one logs in with; lower case
             * @example ada
             */
            name: string;
            /**
             * Password
             * @description Null makes one, and the answer shows it once
             */
            password?: string | null;
            /**
             * Role
             * @description admin runs the studio, member makes things, viewer looks
             * @default member
             * @enum {string}
             */
            role?: "admin" | "member" | "viewer";
        };
        /**
         * AccountMade
         * @description A new account, and the password that was made for it.
         */
        AccountMade: {
            /**
             * Created At
             * Format: date-time
             * @description When it was made
             */
            created_at: string;
            /**
             * Disabled
             * @description Whether an admin has closed it
             */
            disabled: boolean;
            /**
             * Email
             * @description Where they can be reached, if it is known
             */
            email: string | null;
            /**
             * Full Name
             * @description As others read it; may be empty
             */
            full_name: string;
            /**
             * Has Password
             * @description False where only another provider lets them in
             */
            has_password: boolean;
            /**
             * Id
             * @description acc_…
             */
            id: string;
            /**
             * Last Seen At
             * @description When they last logged in, or went on with a log-in
             */
            last_seen_at: string | null;
            /** @description Null where the installation's own hold */
            limits: components["schemas"]["Limits"] | null;
            /**
             * Locked Until
             * @description Log-in waits until then, after wrong passwords
             */
            locked_until: string | null;
            /**
             * Name
             * @description What one logs in with
             */
            name: string;
            /**
             * Password
             * @description Shown this once; null where one was given
             */
            password: string | null;
            /**
             * Providers
             * @description Other providers that know them, by issuer
             */
            providers: string[];
            /**
             * Role
             * @description admin, member or viewer
             * @enum {string}
             */
            role: "admin" | "member" | "viewer";
        };
        /**
         * AccountShown
         * @description One account.
         */
        AccountShown: {
            /**
             * Created At
             * Format: date-time
             * @description When it was made
             */
            created_at: string;
            /**
             * Disabled
             * @description Whether an admin has closed it
             */
            disabled: boolean;
            /**
             * Email
             * @description Where they can be reached, if it is known
             */
            email: string | null;
            /**
             * Full Name
             * @description As others read it; may be empty
             */
            full_name: string;
            /**
             * Has Password
             * @description False where only another provider lets them in
             */
            has_password: boolean;
            /**
             * Id
             * @description acc_…
             */
            id: string;
            /**
             * Last Seen At
             * @description When they last logged in, or went on with a log-in
             */
            last_seen_at: string | null;
            /** @description Null where the installation's own hold */
            limits: components["schemas"]["Limits"] | null;
            /**
             * Locked Until
             * @description Log-in waits until then, after wrong passwords
             */
            locked_until: string | null;
            /**
             * Name
             * @description What one logs in with
             */
            name: string;
            /**
             * Providers
             * @description Other providers that know them, by issuer
             */
            providers: string[];
            /**
             * Role
             * @description admin, member or viewer
             * @enum {string}
             */
            role: "admin" | "member" | "viewer";
        };
        /**
         * AccountUpdate
         * @description What an admin may change of an account; what is left out stays.
         */
        AccountUpdate: {
            /**
             * Disabled
             * @description True ends every log-in, and keys work no more
             */
            disabled?: boolean | null;
            /**
             * Email
             * @description Null for none
             */
            email?: string | null;
            /**
             * Full Name
             * @description As others read it
             */
            full_name?: string | null;
            /** @description Null where the installation's own hold */
            limits?: components["schemas"]["Limits"] | null;
            /**
             * Role
             * @description From now on; tokens and keys obey at once
             */
            role?: ("admin" | "member" | "viewer") | null;
            /**
             * Unlock
             * @description Forget the wrong passwords of late
             */
            unlock?: true | null;
        };
        /**
         * ActionDone
         * @description What an action changed; pictures that were so already do not count.
         */
        ActionDone: {
            /**
             * Binned At
             * @description bin: pass it as filter.binned_at to restore exactly these
             */
            binned_at?: string | null;
            /** Changed */
            changed: number;
            /**
             * Ids
             * @description The first 1000 of them, newest first
             */
            ids: string[];
        };
        /**
         * Again
         * @description How to make a picture again.
         */
        Again: {
            /**
             * N
             * @description How many; picture i uses seed + i
             * @default 1
             */
            n?: number;
            /**
             * Seed
             * @default same
             * @enum {string}
             */
            seed?: "same" | "new";
        };
        /**
         * AgentShown
         * @description A machine that joined by a token.
         */
        AgentShown: {
            /**
             * Asked At
             * Format: date-time
             * @description When it last asked what it needs: at each of its starts
             */
            asked_at: string;
            /** Host */
            host: string;
            /** Id */
            id: string;
            /**
             * Joined At
             * Format: date-time
             */
            joined_at: string;
            /** Labels */
            labels: {
                [key: string]: string;
            };
            /** Name */
            name: string;
            /**
             * Pod Id
             * @description The rented pod that it is
             */
            pod_id: string | null;
            /**
             * Token Id
             * @description The token by which it joined
             */
            token_id: string | null;
            /**
             * Version
             * @description Of its Safelight, when it last asked
             */
            version: string;
            /**
             * Workers
             * @description Names of its workers that are alive
             */
            workers: string[];
        };
        /**
         * Answer
         * @description What a person decides about some pictures. Given a second time it changes nothing.
         */
        Answer: {
            /**
             * Action
             * @description leave_out, take_in: not to be learnt from, or again. keep, heed: hear no more of findings of this `kind`, or again. recrop: learn only from `box`. uncrop: from the whole picture again. set_caption: `caption`
             * @enum {string}
             */
            action: "leave_out" | "take_in" | "keep" | "heed" | "recrop" | "uncrop" | "set_caption";
            /**
             * Box
             * @description Of recrop: in pixels of the picture as it came, before any crop
             */
            box?: number[] | null;
            /**
             * Caption
             * @description Of set_caption: its new caption; empty for the template
             */
            caption?: string | null;
            /**
             * Kind
             * @description Of keep and heed: which findings
             */
            kind?: ("unreadable" | "duplicate" | "near_duplicate" | "too_small" | "blurred" | "overexposed" | "underexposed" | "nearly_uniform" | "odd_aspect" | "face_cut_off" | "caption_empty" | "caption_not_text" | "caption_too_long" | "caption_without_trigger" | "caption_other_class" | "captions_all_same" | "too_few" | "too_alike" | "unbalanced") | null;
            /**
             * References
             * @description Ids of the pictures
             */
            references: string[];
        };
        /**
         * AnswerOffer
         * @description An answer that can be given with one click: send `answer` as it is.
         */
        AnswerOffer: {
            /** @description To be sent to /doctor/answers */
            answer: components["schemas"]["Answer"];
            /**
             * Label
             * @description What it does, in words
             */
            label: string;
        };
        /**
         * AreaShown
         * @description How much there is of one kind of file.
         */
        AreaShown: {
            /** Bytes */
            bytes: number;
            /** Files */
            files: number;
            /**
             * Name
             * @enum {string}
             */
            name: "pictures" | "references" | "loras" | "models" | "datasets" | "checkpoints" | "runs" | "uploads" | "other";
        };
        /**
         * AuditPage
         * @description A page of the log, newest first.
         */
        AuditPage: {
            /**
             * Items
             * @description Newest first
             */
            items: components["schemas"]["AuditShown"][];
            /**
             * Next
             * @description Pass as `cursor` to get the next page; null at the end
             */
            next: string | null;
        };
        /**
         * AuditShown
         * @description One thing that somebody did.
         */
        AuditShown: {
            /**
             * Account Id
             * @description Their account; null for whoever had none
             */
            account_id: string | null;
            /**
             * Action
             * @description What, such as key.made or character.deleted
             */
            action: string;
            /**
             * Address
             * @description The network address that it came from
             */
            address: string;
            /**
             * At
             * Format: date-time
             * @description When
             */
            at: string;
            /**
             * Details
             * @description More about it; never a secret, never a prompt
             */
            details: {
                [key: string]: unknown;
            };
            /**
             * Id
             * @description Later entries have greater ones
             */
            id: number;
            /**
             * Key Id
             * @description The API key that it was done with, if by one
             */
            key_id: string | null;
            /**
             * Request Id
             * @description The request, as its log line and answer name it
             */
            request_id: string | null;
            /**
             * Subject
             * @description The id of what it was done to
             */
            subject: string | null;
            /**
             * Who
             * @description Their name then, or `the server`, or `the command line`
             */
            who: string;
        };
        /**
         * AuthState
         * @description How one comes in here, and who is in.
         */
        AuthState: {
            /**
             * Has Accounts
             * @description Whether anybody has an account
             */
            has_accounts: boolean;
            /** @description Who calls; null for nobody */
            me: components["schemas"]["Me"] | null;
            /**
             * Open
             * @description Whoever comes is let in: there is no account, and no key
             */
            open: boolean;
            /**
             * Providers
             * @description Other providers that people can log in with
             */
            providers: components["schemas"]["ProviderShown"][];
            /**
             * Setup From Here
             * @description This caller may make it without a setup code
             */
            setup_from_here: boolean;
            /**
             * Setup Needed
             * @description The first account is not made yet
             */
            setup_needed: boolean;
        };
        /**
         * Batch
         * @description The pictures that were drawn in one go: rounding in a batch is not that of a single picture.
         */
        Batch: {
            /**
             * Index
             * @description Place of this picture among them, from 0
             */
            index: number;
            /**
             * Seeds
             * @description Seed of each
             */
            seeds: number[];
            /**
             * Shared
             * @description Other requests' pictures were computed with it: repeated, it may differ by rounding
             * @default false
             */
            shared?: boolean;
        };
        /** Body_add_reference_api_v1_characters__id_or_name__references_post */
        Body_add_reference_api_v1_characters__id_or_name__references_post: {
            /** Caption */
            caption?: string | null;
            /** File */
            file: string;
        };
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
             * Consent
             * @description JSON: whose likeness it is (person), and on what basis
             * @default
             */
            consent?: string;
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
            /**
             * Webhook
             * @description JSON: url, events and secret of a webhook
             * @default
             */
            webhook?: string;
        };
        /** Body_create_input_api_v1_inputs_post */
        Body_create_input_api_v1_inputs_post: {
            /** File */
            file: string;
        };
        /** Body_import_captions_api_v1_characters__id_or_name__references_import_captions_post */
        Body_import_captions_api_v1_characters__id_or_name__references_import_captions_post: {
            /** Files */
            files: string[];
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
             * Consent
             * @description JSON: whose likeness it is (person), and on what basis
             * @default
             */
            consent?: string;
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
        /** Body_import_pictures_api_v1_datasets__id_or_name__pictures_post */
        Body_import_pictures_api_v1_datasets__id_or_name__pictures_post: {
            /**
             * Files
             * @description Zip files, or pictures; up to 1000 of them
             */
            files: string[];
            /**
             * Label
             * @description The class of all; by their folders if left out
             */
            label?: string | null;
            /**
             * Split
             * @description The part of all of them; by their folders if left out
             */
            split?: ("train" | "val" | "test") | null;
        };
        /** Body_import_run_api_v1_classifiers_runs_import_post */
        Body_import_run_api_v1_classifiers_runs_import_post: {
            /**
             * Dataset
             * @description Id or name; found by its fingerprint if left out
             */
            dataset?: string | null;
            /** File */
            file: string;
            /**
             * Name
             * @description Its folder's name if left out
             */
            name?: string | null;
            /**
             * Project
             * @description Id or name
             */
            project?: string | null;
        };
        /** Body_import_styles_api_v1_styles_import_post */
        Body_import_styles_api_v1_styles_import_post: {
            /**
             * Conflicts
             * @description What to do with a name that is taken
             * @default skip
             * @enum {string}
             */
            conflicts?: "skip" | "replace" | "rename";
            /**
             * Dry Run
             * @description Only say what would become of each entry
             * @default false
             */
            dry_run?: boolean;
            /** File */
            file: string;
        };
        /** Body_put_mask_api_v1_characters__id_or_name__references__reference_id__mask_put */
        Body_put_mask_api_v1_characters__id_or_name__references__reference_id__mask_put: {
            /** File */
            file: string;
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
             * Consent
             * @description JSON: whose likeness it is (person), and on what basis
             * @default
             */
            consent?: string;
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
            /**
             * Webhook
             * @description JSON: url, events and secret of a webhook
             * @default
             */
            webhook?: string;
        };
        /** Body_read_recipe_api_v1_recipes_read_post */
        Body_read_recipe_api_v1_recipes_read_post: {
            /** File */
            file: string;
        };
        /** Body_upload_model_api_v1_models_upload_post */
        Body_upload_model_api_v1_models_upload_post: {
            /** File */
            file: string;
        };
        /** Body_verify_recipe_api_v1_recipes_verify_post */
        Body_verify_recipe_api_v1_recipes_verify_post: {
            /** File */
            file: string;
        };
        /**
         * BrokenModel
         * @description What lies in the models folder and cannot be used.
         */
        BrokenModel: {
            /**
             * Code
             * @description Why, for programs: pickled_weights, bad_weights_file, model_unknown …
             */
            code: string;
            /**
             * Hint
             * @description What to do
             */
            hint: string | null;
            /**
             * Location
             * @description Its path below the models folder
             */
            location: string;
            /**
             * Message
             * @description Why
             */
            message: string;
            /**
             * Name
             * @description What it would be called
             */
            name: string;
        };
        /**
         * CaptionAsk
         * @description Which pictures of a character a model is to caption, and how.
         */
        CaptionAsk: {
            /**
             * Apply
             * @description Write each caption as it comes; false: keep them with the job, to be looked at and applied later
             * @default true
             */
            apply?: boolean;
            /**
             * Batch Size
             * @description Pictures at once
             * @default 4
             */
            batch_size?: number;
            /**
             * Instruction
             * @description What it is told: a question or an order to a chat model, a task such as <DETAILED_CAPTION> to Florence-2, the first words to BLIP and GIT; the model's usual one if left out
             */
            instruction?: string | null;
            /**
             * Max New Tokens
             * @description Longest caption
             * @default 60
             */
            max_new_tokens?: number;
            /**
             * Model
             * @description A captioner that is installed; the first if left out
             */
            model?: string | null;
            /**
             * Num Beams
             * @description Beams searched: more are slower and plainer
             * @default 1
             */
            num_beams?: number;
            /**
             * Only
             * @description Ids of the references; all if left out
             */
            only?: string[] | null;
            /**
             * Only Empty
             * @description Leave captions alone that are not empty
             * @default true
             */
            only_empty?: boolean;
            /**
             * Template
             * @description What becomes of its words: may hold {caption}, {subject}, {trigger}, {class_word} and {name}
             * @default {subject}, {caption}
             */
            template?: string;
        };
        /**
         * CaptionChange
         * @description One caption, before and after.
         */
        CaptionChange: {
            /** After */
            after: string | null;
            /** Before */
            before: string | null;
            /** Filename */
            filename: string;
            /** Id */
            id: string;
        };
        /**
         * CaptionQueued
         * @description The job that captions pictures.
         */
        CaptionQueued: {
            /**
             * Job Id
             * @description Its result `caption` holds `captions`: reference id → caption
             */
            job_id: string;
            /**
             * Model
             * @description The captioner
             */
            model: string;
            /**
             * Pictures
             * @description That it captions
             */
            pictures: number;
        };
        /**
         * CaptionsChange
         * @description New captions for many pictures at once: given one by one, made from a template, or found and replaced.
         */
        CaptionsChange: {
            /**
             * Captions
             * @description Reference id → caption
             */
            captions?: {
                [key: string]: string;
            } | null;
            /**
             * Dry Run
             * @description Only say what would change
             * @default false
             */
            dry_run?: boolean;
            /**
             * Find
             * @description Plain text, case counts
             */
            find?: string | null;
            /**
             * Only
             * @description Ids of the references to look at; all if left out
             */
            only?: string[] | null;
            /**
             * Only Empty
             * @description Leave captions alone that are not empty
             * @default false
             */
            only_empty?: boolean;
            /**
             * Replace
             * @default
             */
            replace?: string;
            /**
             * Template
             * @description May hold {subject}, {trigger}, {class_word} and {name}
             */
            template?: string | null;
        };
        /**
         * CaptionsChanged
         * @description What changed, or would change.
         */
        CaptionsChanged: {
            /** Applied */
            applied: boolean;
            /** Changes */
            changes: components["schemas"]["CaptionChange"][];
            /**
             * Repeats
             * @description Reference id → how often it comes in an epoch, where a folder such as 10_name says so
             * @default {}
             */
            repeats?: {
                [key: string]: number;
            };
            /**
             * Unmatched
             * @description Names that go with none of the pictures
             * @default []
             */
            unmatched?: string[];
        };
        /**
         * CaptionSettings
         * @description How a model captions pictures.
         */
        CaptionSettings: {
            /**
             * Batch Size
             * @description Pictures at once
             * @default 4
             */
            batch_size?: number;
            /**
             * Instruction
             * @description What it is told: a question or an order to a chat model, a task such as <DETAILED_CAPTION> to Florence-2, the first words to BLIP and GIT; the model's usual one if left out
             */
            instruction?: string | null;
            /**
             * Max New Tokens
             * @description Longest caption
             * @default 60
             */
            max_new_tokens?: number;
            /**
             * Model
             * @description A captioner that is installed; the first if left out
             */
            model?: string | null;
            /**
             * Num Beams
             * @description Beams searched: more are slower and plainer
             * @default 1
             */
            num_beams?: number;
            /**
             * Template
             * @description What becomes of its words: may hold {caption}, {subject}, {trigger}, {class_word} and {name}
             * @default {subject}, {caption}
             */
            template?: string;
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
         * CharacterListed
         * @description A character in a list.
         */
        CharacterListed: {
            /**
             * Attempt
             * @description Version that its latest job makes or made; null without one
             */
            attempt: number | null;
            /** Base Model */
            base_model: string;
            /**
             * Can Edit
             * @description Whether the caller may change it, not only draw with it
             * @default true
             */
            can_edit?: boolean;
            /** Class Word */
            class_word: string;
            cover: components["schemas"]["Cover"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            failure?: components["schemas"]["JobFailure"] | null;
            /** Id */
            id: string;
            /** Job Id */
            job_id: string | null;
            /**
             * Job State
             * @description Of its latest job: a ready character may be learning again
             */
            job_state: ("queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled") | null;
            /** Last Used At */
            last_used_at: string | null;
            /**
             * Model
             * @description The model of its own that draws it, in place of base and LoRA
             */
            model?: string | null;
            /** Name */
            name: string;
            /** @description Whose it is, where it is somebody else's */
            owner?: components["schemas"]["Owner"] | null;
            /** Pictures Made */
            pictures_made: number;
            progress?: components["schemas"]["Progress"] | null;
            project?: components["schemas"]["InProject"] | null;
            /** Reference Count */
            reference_count: number;
            /**
             * Source
             * @enum {string}
             */
            source: "trained" | "imported";
            /**
             * Status
             * @enum {string}
             */
            status: "draft" | "queued" | "training" | "ready" | "failed" | "cancelled";
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
         * CharacterShown
         * @description A character.
         */
        CharacterShown: {
            /**
             * Attempt
             * @description Version that its latest job makes or made; null without one
             */
            attempt: number | null;
            /** Base Model */
            base_model: string;
            /**
             * Can Edit
             * @description Whether the caller may change it, not only draw with it
             * @default true
             */
            can_edit?: boolean;
            /** Class Word */
            class_word: string;
            /** @description Whose likeness it is, and on what grounds; null where nobody said */
            consent: components["schemas"]["Consent"] | null;
            cover: components["schemas"]["Cover"] | null;
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
             * Job State
             * @description Of its latest job: a ready character may be learning again
             */
            job_state: ("queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled") | null;
            /** Last Used At */
            last_used_at: string | null;
            /**
             * Lora Size
             * @description Bytes of the LoRA file in use; null of a model of its own
             */
            lora_size: number | null;
            /**
             * Model
             * @description The model of its own that draws it, in place of base and LoRA
             */
            model?: string | null;
            /** Name */
            name: string;
            overrides: components["schemas"]["TrainOverrides"];
            /** @description Whose it is, where it is somebody else's */
            owner?: components["schemas"]["Owner"] | null;
            /** Pictures Made */
            pictures_made: number;
            /**
             * Preset
             * @enum {string}
             */
            preset: "quick" | "good" | "thorough";
            progress?: components["schemas"]["Progress"] | null;
            project?: components["schemas"]["InProject"] | null;
            /** Reference Count */
            reference_count: number;
            /** References */
            references: components["schemas"]["ReferenceShown"][];
            /**
             * Samples
             * @description Of the version in use, its last step
             */
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
            status: "draft" | "queued" | "training" | "ready" | "failed" | "cancelled";
            /** @description What its latest training was told */
            training: components["schemas"]["TrainSpec"] | null;
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
            /**
             * Versions
             * @description Newest first
             */
            versions: components["schemas"]["VersionShown"][];
        };
        /**
         * CharacterUpdate
         * @description What can be changed of a character; what is left out stays.
         */
        CharacterUpdate: {
            /**
             * Base Model
             * @description Only before the first training
             */
            base_model?: string | null;
            /**
             * Class Word
             * @description Only before the first training, as the trigger
             */
            class_word?: string | null;
            /** @description Whose likeness it is; null takes the note away */
            consent?: components["schemas"]["Consent"] | null;
            /** Description */
            description?: string | null;
            /** Name */
            name?: string | null;
            /** @description What differs from the preset in the next training: a setting given is changed, one given as null is as the preset has it again, the others stay; null instead of them all resets all */
            overrides?: components["schemas"]["TrainOverrides"] | null;
            /**
             * Preset
             * @description How thoroughly the next training learns
             */
            preset?: ("quick" | "good" | "thorough") | null;
            /**
             * Project
             * @description Id or name of the project to gather it under; null for none
             */
            project?: string | null;
            /**
             * Trigger
             * @description Belongs to the weights: only before the first training
             */
            trigger?: string | null;
        };
        /**
         * Checkpoint
         * @description A base model.
         */
        Checkpoint: {
            /**
             * Config
             * @description Always null
             */
            config?: string | null;
            /**
             * Filename
             * @description Name of its file or folder
             */
            filename: string;
            /**
             * Hash
             * @description First ten digits of the SHA-256, once it was computed
             */
            hash: string | null;
            /**
             * Model Name
             * @description The same
             */
            model_name: string;
            /**
             * Sha256
             * @description SHA-256, once it was computed
             */
            sha256: string | null;
            /**
             * Title
             * @description For sd_model_checkpoint; it stays the same when the hash becomes known
             */
            title: string;
        };
        /**
         * CheckpointShown
         * @description What a training had learnt at a step, how it scored, and what was drawn there.
         */
        CheckpointShown: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Has File
             * @description It can be put into use and drawn in a grid; of others only scores are kept
             */
            has_file: boolean;
            /**
             * In Use
             * @description The version draws with it
             */
            in_use: boolean;
            /**
             * Is Best
             * @description Of those scored so far
             */
            is_best: boolean;
            /**
             * Probes
             * @description Of other things
             */
            probes: components["schemas"]["SampleShown"][];
            /**
             * Samples
             * @description Of the sample prompts, in their order
             */
            samples: components["schemas"]["SampleShown"][];
            scores: components["schemas"]["LikenessScores"];
            /**
             * Size
             * @description Bytes of its file
             */
            size: number | null;
            /**
             * Step
             * @description 0 is the base before it has learnt anything
             */
            step: number;
        };
        /**
         * CheckpointsShown
         * @description The checkpoints of one training, first step first; of one that still runs, those so far.
         */
        CheckpointsShown: {
            /**
             * Best Step
             * @description Of the one with the highest score; null where nothing was scored
             */
            best_step: number | null;
            /** Checkpoints */
            checkpoints: components["schemas"]["CheckpointShown"][];
            /**
             * Step
             * @description Of the one that the version draws with; null while it is being made
             */
            step: number | null;
            /** Version */
            version: number;
        };
        /**
         * ClassCounts
         * @description Pictures of one class by part.
         */
        ClassCounts: {
            /**
             * Label
             * @description The class
             */
            label: string;
            /**
             * Test
             * @description Judged by once, at the end
             * @default 0
             */
            test?: number;
            /**
             * Train
             * @description Learnt from
             * @default 0
             */
            train?: number;
            /**
             * Val
             * @description Judged by after each epoch
             * @default 0
             */
            val?: number;
        };
        /**
         * ClassMetrics
         * @description What a model makes of one class.
         */
        ClassMetrics: {
            /** F1 */
            f1: number | null;
            /** Label */
            label: string;
            /**
             * Precision
             * @description None where nothing was taken for it
             */
            precision: number | null;
            /** Recall */
            recall: number | null;
            /**
             * Support
             * @description Pictures of the class
             */
            support: number;
        };
        /**
         * ClassRename
         * @description Another name for classes; where there is a class of that name already, they become one.
         */
        ClassRename: {
            /**
             * Labels
             * @description The classes as they are called now
             */
            labels: string[];
            /**
             * To
             * @description What they are all to be called
             */
            to: string;
        };
        /**
         * ClassScore
         * @description How likely a class is.
         */
        ClassScore: {
            /**
             * Index
             * @description Of the class, among the model's labels
             */
            index: number;
            /** Label */
            label: string;
            /** Probability */
            probability: number;
        };
        /**
         * ComparedClass
         * @description One class, as each run judges it.
         */
        ComparedClass: {
            /** Label */
            label: string;
            /**
             * Values
             * @description In the order of the runs
             */
            values: (components["schemas"]["ClassMetrics"] | null)[];
        };
        /**
         * ComparedConfusion
         * @description The confusion matrix of one run.
         */
        ComparedConfusion: {
            /**
             * Confusion
             * @description [true class][predicted class] pictures
             */
            confusion: number[][];
            /** Labels */
            labels: string[];
            /** Run Id */
            run_id: string;
        };
        /**
         * ComparedCurve
         * @description One curve of each run.
         */
        ComparedCurve: {
            /** Name */
            name: string;
            /**
             * Series
             * @description In the order of the runs; empty where a run has none
             */
            series: components["schemas"]["CurvePoint"][][];
        };
        /**
         * ComparedFact
         * @description Something that the runs were trained with, beside their settings.
         */
        ComparedFact: {
            /** Differs */
            differs: boolean;
            /** Name */
            name: string;
            /**
             * Values
             * @description In the order of the runs
             */
            values: unknown[];
        };
        /**
         * ComparedMetric
         * @description One metric of each run.
         */
        ComparedMetric: {
            /**
             * Best
             * @description Position of the best run; null where fewer than two have a value
             */
            best: number | null;
            /** Less Is Better */
            less_is_better: boolean;
            /** Name */
            name: string;
            /**
             * Values
             * @description In the order of the runs; null where a run has none
             */
            values: (number | null)[];
        };
        /**
         * Comparison
         * @description Up to eight runs side by side.
         */
        Comparison: {
            /** Classes */
            classes: components["schemas"]["ComparedClass"][];
            /**
             * Confusions
             * @description In the order of the runs; null where a run has no result, or more than 200 classes
             */
            confusions: (components["schemas"]["ComparedConfusion"] | null)[];
            /** Curves */
            curves: components["schemas"]["ComparedCurve"][];
            /**
             * Facts
             * @description Dataset, version, fingerprint, code, packages, device
             */
            facts: components["schemas"]["ComparedFact"][];
            /** Metrics */
            metrics: components["schemas"]["ComparedMetric"][];
            /**
             * Runs
             * @description In the order in which they were asked for
             */
            runs: components["schemas"]["RunListed"][];
            /**
             * Settings
             * @description Settings, those that differ first
             */
            settings: components["schemas"]["SettingValues"][];
            /**
             * Split
             * @description The part of the dataset that the metrics are of
             * @enum {string}
             */
            split: "train" | "val" | "test";
        };
        /**
         * ConfigCheck
         * @description Settings to look at before they are kept or used.
         */
        ConfigCheck: {
            /**
             * Dataset
             * @description Id or name of a dataset to check them against
             */
            dataset?: string | null;
            /**
             * Settings
             * @description Settings that differ from the defaults, by name; `GET /api/v1/classifiers/config-fields` lists every one
             * @default {}
             */
            settings?: {
                [key: string]: unknown;
            };
        };
        /**
         * ConfigChecked
         * @description What is wrong with settings, and what they come to.
         */
        ConfigChecked: {
            /**
             * Problems
             * @description What must be changed
             */
            problems: components["schemas"]["SettingProblem"][];
            /** @description With the defaults filled in; null where there are problems */
            settings: components["schemas"]["TrainConfig"] | null;
            /**
             * Steps Per Epoch
             * @description Optimizer steps; null without a dataset
             */
            steps_per_epoch: number | null;
            /**
             * Total Steps
             * @description Of the whole run; null without a dataset
             */
            total_steps: number | null;
            /** Valid */
            valid: boolean;
            /**
             * Warnings
             * @description What may be meant otherwise
             */
            warnings: components["schemas"]["SettingProblem"][];
        };
        /**
         * ConfigClone
         * @description What is different of a copy.
         */
        ConfigClone: {
            /**
             * Name
             * @description '… copy' if left out
             */
            name?: string | null;
            /**
             * Settings
             * @description Settings in which it differs from the one it is copied from
             * @default {}
             */
            settings?: {
                [key: string]: unknown;
            };
        };
        /**
         * ConfigCreate
         * @description A new config.
         */
        ConfigCreate: {
            /**
             * Dataset
             * @description Id or name of the dataset that its runs learn from
             */
            dataset?: string | null;
            /**
             * Description
             * @default
             */
            description?: string;
            /** Name */
            name: string;
            /**
             * Project
             * @description Id or name of the project that it belongs to
             */
            project?: string | null;
            /**
             * Settings
             * @description Settings that differ from the defaults, by name; `GET /api/v1/classifiers/config-fields` lists every one
             * @default {}
             */
            settings?: {
                [key: string]: unknown;
            };
        };
        /**
         * ConfigDiff
         * @description Two configs side by side.
         */
        ConfigDiff: {
            /** Configs */
            configs: components["schemas"]["safelight__features__classifiers__schemas__common__Named"][];
            /**
             * Fields
             * @description Those that differ
             */
            fields: components["schemas"]["SettingValues"][];
        };
        /**
         * ConfigField
         * @description One setting of a classifier: what it takes, what it is if left out, and where it stands in a form.
         */
        ConfigField: {
            /**
             * Above
             * @description It must be more than this; null for no such bound
             */
            above: number | null;
            /**
             * Below
             * @description It must be less than this; null for no such bound
             */
            below: number | null;
            /**
             * Choices
             * @description Of a choice
             */
            choices: string[];
            /** Default */
            default: number | boolean | string | null;
            /** Description */
            description: string;
            /**
             * Group
             * @description main: shown at first; fine: shown when asked for; expert: the rest
             * @enum {string}
             */
            group: "main" | "fine" | "expert";
            /**
             * Maximum
             * @description Greatest value; null for none
             */
            maximum: number | null;
            /**
             * Minimum
             * @description Least value; null for none
             */
            minimum: number | null;
            /** Name */
            name: string;
            /**
             * Nullable
             * @description Whether null is a value; what it means is said in the description
             */
            nullable: boolean;
            /**
             * Section
             * @description Which settings it stands with
             * @enum {string}
             */
            section: "data" | "model" | "schedule" | "loss" | "variation" | "computing" | "judging" | "keeping";
            /**
             * Type
             * @enum {string}
             */
            type: "integer" | "number" | "boolean" | "text" | "choice";
        };
        /**
         * ConfigFields
         * @description All settings of a classifier, for a form.
         */
        ConfigFields: {
            /** Fields */
            fields: components["schemas"]["ConfigField"][];
            /**
             * Flavours
             * @description Built-in flavours that model_flavour may name
             */
            flavours: string[];
            /**
             * Models
             * @description Classifiers on the shelf that model_flavour may name
             */
            models: string[];
        };
        /**
         * ConfigListed
         * @description One config of a list.
         */
        ConfigListed: {
            /**
             * Changed
             * @description Settings that differ from the defaults
             */
            changed: {
                [key: string]: unknown;
            };
            /**
             * Cloned From
             * @description Id of the config that it is a copy of
             */
            cloned_from: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** @description What its runs learn from, unless they say otherwise */
            dataset: components["schemas"]["safelight__features__classifiers__schemas__common__Named"] | null;
            /** Description */
            description: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            project: components["schemas"]["safelight__features__classifiers__schemas__common__Named"] | null;
            /**
             * Run Count
             * @description Runs that began with it
             */
            run_count: number;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * ConfigShown
         * @description One config with every setting.
         */
        ConfigShown: {
            /**
             * Changed
             * @description Settings that differ from the defaults
             */
            changed: {
                [key: string]: unknown;
            };
            /**
             * Cloned From
             * @description Id of the config that it is a copy of
             */
            cloned_from: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** @description What its runs learn from, unless they say otherwise */
            dataset: components["schemas"]["safelight__features__classifiers__schemas__common__Named"] | null;
            /** Description */
            description: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            project: components["schemas"]["safelight__features__classifiers__schemas__common__Named"] | null;
            /**
             * Run Count
             * @description Runs that began with it
             */
            run_count: number;
            /** @description All settings, with the defaults filled in */
            settings: components["schemas"]["TrainConfig"];
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * ConfigUpdate
         * @description What can be changed of a config; what is left out stays.
         */
        ConfigUpdate: {
            /**
             * Dataset
             * @description Id or name; null for none
             */
            dataset?: string | null;
            /** Description */
            description?: string | null;
            /** Name */
            name?: string | null;
            /**
             * Project
             * @description Id or name; null for none
             */
            project?: string | null;
            /**
             * Settings
             * @description All of them: they take the place of those before
             */
            settings?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * Consent
         * @description Whose likeness a character is, and on what grounds it was learnt.
         */
        Consent: {
            /**
             * Basis
             * @description Oneself, with their consent, under a licence, nobody real, or something else: see the note
             * @enum {string}
             */
            basis: "self" | "consent" | "licence" | "invented" | "other";
            /**
             * Note
             * @description Where the consent is kept, say, or until when it holds
             * @default
             */
            note?: string;
            /**
             * Person
             * @description Whose face; empty for nobody's: a made-up figure
             * @default
             */
            person?: string;
            /**
             * Recorded At
             * @description When this was written down; set by the server
             */
            recorded_at?: string | null;
        };
        /**
         * ControlAsk
         * @description A ControlNet that a request wants to guide its pictures.
         */
        ControlAsk: {
            /**
             * End
             * @description Share of the steps after which it stops
             * @default 1
             */
            end?: number;
            /**
             * Image
             * @description Input (img_…) or picture (pic_…) that guides: edges, depth, a pose …
             */
            image: string;
            /**
             * Model
             * @description ControlNet among the models
             */
            model: string;
            /**
             * Scale
             * @description diffusers' controlnet_conditioning_scale
             * @default 1
             */
            scale?: number;
            /**
             * Start
             * @description Share of the steps after which it begins to guide
             * @default 0
             */
            start?: number;
        };
        /**
         * ControlNets
         * @description The models of ControlNet.
         */
        ControlNets: {
            /**
             * Model List
             * @description Their names
             */
            model_list: string[];
        };
        /**
         * ControlUse
         * @description One ControlNet in a generation.
         */
        ControlUse: {
            /**
             * End
             * @default 1
             */
            end?: number;
            image: components["schemas"]["ImageUse"];
            /** Name */
            name: string;
            /**
             * Scale
             * @default 1
             */
            scale?: number;
            /** Sha256 */
            sha256?: string | null;
            /**
             * Start
             * @default 0
             */
            start?: number;
        };
        /**
         * ConvertStarted
         * @description A conversion in the queue.
         */
        ConvertStarted: {
            /**
             * Job Id
             * @description Its job: progress, cancel
             */
            job_id: string;
            /**
             * Name
             * @description What the new model will be called
             */
            name: string;
        };
        /**
         * Counts
         * @description How much there is.
         */
        Counts: {
            /**
             * Characters
             * @description Drafts among them
             */
            characters: number;
            /** Generations */
            generations: number;
            /**
             * Jobs
             * @description That are remembered, whatever their state
             */
            jobs: number;
            /**
             * Pictures
             * @description Those in the bin not among them
             */
            pictures: number;
            /** References */
            references: number;
        };
        /**
         * Cover
         * @description The picture that stands for a character.
         */
        Cover: {
            /** Height */
            height: number;
            /** Thumbhash */
            thumbhash: string | null;
            /** Url */
            url: string;
            /** Width */
            width: number;
        };
        /**
         * Cuda
         * @description Memory of a GPU, in bytes.
         */
        Cuda: {
            /**
             * Active
             * @description current: bytes of the models in it
             * @default {}
             */
            active?: {
                [key: string]: number;
            };
            /**
             * Error
             * @description Why nothing is known
             */
            error?: string | null;
            /** @description Of the whole GPU */
            system?: components["schemas"]["Ram"] | null;
        };
        /**
         * CurvePoint
         * @description One value of a curve.
         */
        CurvePoint: {
            /**
             * Step
             * @description Optimizer steps so far
             */
            step: number;
            /** Value */
            value: number;
        };
        /**
         * DatasetCreate
         * @description A new dataset: empty, to be filled with pictures; or a folder where the workers are.
         */
        DatasetCreate: {
            /**
             * Description
             * @description What it is about
             * @default
             */
            description?: string;
            /**
             * Name
             * @description Unlike every other dataset's, whatever the case
             */
            name: string;
            /**
             * Path
             * @description Folder with train/, val/ and perhaps test/, in each a folder per class, or a folder per class; on the server's machine and under the same path on every worker's. Null to send pictures
             */
            path?: string | null;
            /**
             * Project
             * @description Id or name of the project it belongs to
             */
            project?: string | null;
        };
        /**
         * DatasetDetail
         * @description One dataset with its classes.
         */
        DatasetDetail: {
            /**
             * Bytes
             * @description Size of its pictures
             */
            bytes: number;
            /**
             * Changed
             * @description Something is other than in its newest version
             */
            changed: boolean;
            /**
             * Classes
             * @description How many
             */
            classes: number;
            /**
             * Created At
             * Format: date-time
             * @description When it was made
             */
            created_at: string;
            /**
             * Description
             * @description What it is about
             */
            description: string;
            /**
             * Excluded
             * @description Pictures that are left out
             */
            excluded: number;
            /**
             * Findings
             * @description Pictures of which something is found that nobody has dismissed
             */
            findings: number;
            /**
             * Id
             * @description Begins with data_
             */
            id: string;
            /** @description Null where it is forgotten, or there was none */
            job: components["schemas"]["DatasetJob"] | null;
            /**
             * Labels
             * @description Its classes, by name
             */
            labels: components["schemas"]["ClassCounts"][];
            /**
             * Name
             * @description Unlike every other's
             */
            name: string;
            /** @description By part */
            parts: components["schemas"]["PartCounts"];
            /**
             * Path
             * @description That folder
             */
            path: string | null;
            /**
             * Pictures
             * @description In all parts
             */
            pictures: number;
            /**
             * Project Id
             * @description The project it belongs to
             */
            project_id: string | null;
            /**
             * Runs
             * @description Runs that were trained on it, or wait to be
             */
            runs: number;
            /**
             * Source
             * @description pictures: kept by Safelight; path: a folder where the workers are
             * @enum {string}
             */
            source: "pictures" | "path";
            /**
             * Thumbnails
             * @description Links to a few of its pictures, small
             */
            thumbnails: string[];
            /**
             * Updated At
             * Format: date-time
             * @description When it was last changed
             */
            updated_at: string;
            /**
             * Version
             * @description The newest that was kept; 0 for none yet
             */
            version: number;
        };
        /**
         * DatasetDoctor
         * @description All that was found in a dataset.
         */
        DatasetDoctor: {
            /**
             * Groups
             * @description Open ones by kind: problems first, then warnings, then notes
             */
            groups: components["schemas"]["DatasetFindings"][];
            /**
             * Kept
             * @description Those that somebody wants to hear no more of
             */
            kept: components["schemas"]["DatasetFindings"][];
            /**
             * Not Looked For
             * @description What could not be looked for here, and why
             */
            not_looked_for: string[];
            /**
             * Pending
             * @description Pictures are being examined; more may be found
             */
            pending: boolean;
            /**
             * Pictures
             * @description Looked at: those that are not left out
             */
            pictures: number;
            /**
             * Resolution
             * @description Pixel side that they were judged for
             */
            resolution: number;
            /**
             * Unreadable
             * @description Files of imports that could not be used; the imports say which
             */
            unreadable: number;
        };
        /**
         * DatasetFinding
         * @description One thing that may hurt a training, of a picture or of the whole set.
         */
        DatasetFinding: {
            /**
             * Answers
             * @description The likeliest first
             */
            answers: components["schemas"]["PicturesOffer"][];
            /**
             * Id
             * @description The same for as long as it is found
             */
            id: string;
            /**
             * Kind
             * @description What was found
             * @enum {string}
             */
            kind: "unreadable" | "duplicate" | "near_duplicate" | "too_small" | "blurred" | "overexposed" | "underexposed" | "nearly_uniform" | "odd_aspect" | "face_cut_off" | "caption_empty" | "caption_not_text" | "caption_too_long" | "caption_without_trigger" | "caption_other_class" | "captions_all_same" | "too_few" | "too_alike" | "unbalanced" | "leak" | "contradiction" | "one_class" | "empty_class" | "missing_in_train" | "missing_in_val" | "no_val" | "few_in_class" | "odd_label" | "alike_labels";
            /**
             * Labels
             * @description The classes it is about, where it is about some
             */
            labels: string[];
            /**
             * Message
             * @description Why, with what was measured
             */
            message: string;
            /** @description The picture that this one repeats */
            other: components["schemas"]["DatasetPictureShown"] | null;
            /** @description Null where it is of the whole set */
            picture: components["schemas"]["DatasetPictureShown"] | null;
            /**
             * Severity
             * @description problem: teaches something wrong; warning: likely hurts; note: worth knowing
             * @enum {string}
             */
            severity: "problem" | "warning" | "note";
            /**
             * Value
             * @description What was measured, where it is a number
             */
            value: number | null;
        };
        /**
         * DatasetFindings
         * @description All findings of one kind.
         */
        DatasetFindings: {
            /**
             * Answers
             * @description Answers for all of them at once
             */
            answers: components["schemas"]["PicturesOffer"][];
            /**
             * Count
             * @description How many there are
             */
            count: number;
            /**
             * Findings
             * @description The first of them; all: the pictures with `finding`
             */
            findings: components["schemas"]["DatasetFinding"][];
            /**
             * Kind
             * @description What was found
             * @enum {string}
             */
            kind: "unreadable" | "duplicate" | "near_duplicate" | "too_small" | "blurred" | "overexposed" | "underexposed" | "nearly_uniform" | "odd_aspect" | "face_cut_off" | "caption_empty" | "caption_not_text" | "caption_too_long" | "caption_without_trigger" | "caption_other_class" | "captions_all_same" | "too_few" | "too_alike" | "unbalanced" | "leak" | "contradiction" | "one_class" | "empty_class" | "missing_in_train" | "missing_in_val" | "no_val" | "few_in_class" | "odd_label" | "alike_labels";
            /**
             * Severity
             * @description How much it matters
             * @enum {string}
             */
            severity: "problem" | "warning" | "note";
            /**
             * Title
             * @description In a few words
             */
            title: string;
        };
        /**
         * DatasetJob
         * @description The newest import, or the newest look at the folder.
         */
        DatasetJob: {
            /**
             * Id
             * @description Of the job
             */
            id: string;
            /**
             * State
             * @description How it stands
             * @enum {string}
             */
            state: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
        };
        /**
         * DatasetPictureShown
         * @description One picture of a dataset.
         */
        DatasetPictureShown: {
            /**
             * Created At
             * Format: date-time
             * @description When it came
             */
            created_at: string;
            /**
             * Excluded
             * @description It is left out: neither learnt from nor judged by
             */
            excluded: boolean;
            /**
             * Filename
             * @description As it came
             */
            filename: string;
            /**
             * Findings
             * @description What the doctor found and nobody has dismissed
             */
            findings: ("unreadable" | "duplicate" | "near_duplicate" | "too_small" | "blurred" | "overexposed" | "underexposed" | "nearly_uniform" | "odd_aspect" | "face_cut_off" | "caption_empty" | "caption_not_text" | "caption_too_long" | "caption_without_trigger" | "caption_other_class" | "captions_all_same" | "too_few" | "too_alike" | "unbalanced")[];
            /**
             * First Label
             * @description The class it came with, where it was put into another
             */
            first_label: string | null;
            /**
             * Height
             * @description Pixels
             */
            height: number;
            /**
             * Id
             * @description Begins with dpic_
             */
            id: string;
            /**
             * Label
             * @description Its class
             */
            label: string;
            /**
             * Size
             * @description Bytes
             */
            size: number;
            /**
             * Split
             * @description Its part
             * @enum {string}
             */
            split: "train" | "val" | "test";
            /**
             * Thumbhash
             * @description Soft colours to show until it is loaded, in base64
             */
            thumbhash: string | null;
            /**
             * Thumbnail Url
             * @description The picture, small
             */
            thumbnail_url: string;
            /**
             * Url
             * @description The picture
             */
            url: string;
            /**
             * Width
             * @description Pixels
             */
            width: number;
        };
        /**
         * DatasetPictureUpdate
         * @description What can be changed of one picture; what is left out stays.
         */
        DatasetPictureUpdate: {
            /**
             * Excluded
             * @description Leave it out, or take it in again
             */
            excluded?: boolean | null;
            /**
             * Label
             * @description Its class; a new one comes into being
             */
            label?: string | null;
            /**
             * Split
             * @description Its part
             */
            split?: ("train" | "val" | "test") | null;
        };
        /**
         * DatasetShown
         * @description One dataset. Pictures that are left out are in none of its counts.
         */
        DatasetShown: {
            /**
             * Changed
             * @description Something is other than in its newest version
             */
            changed: boolean;
            /**
             * Classes
             * @description How many
             */
            classes: number;
            /**
             * Created At
             * Format: date-time
             * @description When it was made
             */
            created_at: string;
            /**
             * Description
             * @description What it is about
             */
            description: string;
            /**
             * Id
             * @description Begins with data_
             */
            id: string;
            /** @description Null where it is forgotten, or there was none */
            job: components["schemas"]["DatasetJob"] | null;
            /**
             * Name
             * @description Unlike every other's
             */
            name: string;
            /** @description By part */
            parts: components["schemas"]["PartCounts"];
            /**
             * Path
             * @description That folder
             */
            path: string | null;
            /**
             * Pictures
             * @description In all parts
             */
            pictures: number;
            /**
             * Project Id
             * @description The project it belongs to
             */
            project_id: string | null;
            /**
             * Source
             * @description pictures: kept by Safelight; path: a folder where the workers are
             * @enum {string}
             */
            source: "pictures" | "path";
            /**
             * Thumbnails
             * @description Links to a few of its pictures, small
             */
            thumbnails: string[];
            /**
             * Updated At
             * Format: date-time
             * @description When it was last changed
             */
            updated_at: string;
            /**
             * Version
             * @description The newest that was kept; 0 for none yet
             */
            version: number;
        };
        /**
         * DatasetUpdate
         * @description What can be changed of a dataset; what is left out stays.
         */
        DatasetUpdate: {
            /**
             * Description
             * @description What it is about
             */
            description?: string | null;
            /**
             * Name
             * @description Its new name
             */
            name?: string | null;
            /**
             * Project
             * @description Id or name; null takes it out of its project
             */
            project?: string | null;
        };
        /**
         * DatasetVersionShown
         * @description What a dataset was at one time.
         */
        DatasetVersionShown: {
            /**
             * Created At
             * Format: date-time
             * @description When it was kept
             */
            created_at: string;
            /**
             * Fingerprint
             * @description SHA-256 of its pictures, classes and parts: the same for the same content
             */
            fingerprint: string;
            /**
             * Is Current
             * @description The dataset is still like this
             */
            is_current: boolean;
            /**
             * Labels
             * @description Its classes, by name
             */
            labels: components["schemas"]["ClassCounts"][];
            /**
             * Note
             * @description What is special about it
             */
            note: string;
            /**
             * Number
             * @description From 1
             */
            number: number;
            /** @description By part */
            parts: components["schemas"]["PartCounts"];
            /**
             * Pictures
             * @description In all parts
             */
            pictures: number;
            /**
             * Runs
             * @description Runs that were trained on it, or wait to be
             */
            runs: number;
        };
        /**
         * DefaultChanges
         * @description What a generation takes when it does not say; what is left out stays, null is the family's default again.
         */
        DefaultChanges: {
            /**
             * Guidance Scale
             * @description Classifier-free guidance
             */
            guidance_scale?: number | null;
            /**
             * Height
             * @description Pixels
             */
            height?: number | null;
            /**
             * Num Inference Steps
             * @description Denoising steps
             */
            num_inference_steps?: number | null;
            /**
             * Scheduler
             * @description Sampler
             */
            scheduler?: ("ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "edm_dpmpp_2m" | "edm_euler" | "euler" | "euler_a" | "heun" | "kdpm2" | "kdpm2_a" | "lcm" | "lms" | "pndm" | "sa_solver" | "tcd" | "unipc") | null;
            /**
             * Width
             * @description Pixels
             */
            width?: number | null;
        };
        /**
         * DeletionShown
         * @description What deleting a character would take with it, and what would stay.
         */
        DeletionShown: {
            /**
             * Bytes
             * @description Of those files
             */
            bytes: number;
            /**
             * Checkpoints
             * @description LoRAs of earlier steps that go
             */
            checkpoints: number;
            /**
             * Files
             * @description Files that go from the storage
             */
            files: number;
            /**
             * Id
             * @description Of the character
             */
            id: string;
            /**
             * Models
             * @description Models of its own that leave the shelf
             */
            models: string[];
            /**
             * Name
             * @description Of the character
             */
            name: string;
            /**
             * Pictures
             * @description Pictures of the caller's made with it; they stay, its name in their recipes
             */
            pictures: number;
            /**
             * Pictures Of Others
             * @description Pictures that others made with it, which stay theirs
             */
            pictures_of_others: number;
            /**
             * References
             * @description Pictures of it that go, with their captions and masks
             */
            references: number;
            /**
             * Samples
             * @description Pictures that its trainings drew, that go
             */
            samples: number;
            /**
             * Stays
             * @description What stays, in words
             */
            stays: string[];
            /**
             * Versions
             * @description Trainings that go, each with its LoRA
             */
            versions: number;
        };
        /**
         * DeviceOptions
         * @description Every load option, and which of its choices one worker's device can do.
         */
        DeviceOptions: {
            /** Device */
            device: string;
            /** Options */
            options: components["schemas"]["OptionShown"][];
            /**
             * Worker
             * @description Name of the worker; null when none is alive and a plain CPU is described
             */
            worker: string | null;
        };
        /**
         * Difference
         * @description One thing that is not as it was when a picture was made.
         */
        Difference: {
            /**
             * Effect
             * @description another: it is another picture; close: it looks the same; last_bit: single values differ by 1/255
             * @enum {string}
             */
            effect: "another" | "close" | "last_bit";
            /**
             * Field
             * @description Part of the recipe, such as versions.torch, loras.0.scale or model_hash
             */
            field: string;
            /**
             * Message
             * @description What it means, for a person
             */
            message: string;
            /** @description Here, or when it was made again; null: unknown */
            now: components["schemas"]["JsonValue"];
            /** @description When the picture was made; null: unknown */
            then: components["schemas"]["JsonValue"];
        };
        /**
         * DiffPart
         * @description Pictures that differ in one way.
         */
        DiffPart: {
            /**
             * Count
             * @description How many
             */
            count: number;
            /**
             * Pictures
             * @description The first of them
             */
            pictures: components["schemas"]["DiffPicture"][];
        };
        /**
         * DiffPicture
         * @description A picture that is other in one version than in the other.
         */
        DiffPicture: {
            /**
             * After
             * @description Its part and class after; null where it is not in
             */
            after: [
                "train" | "val" | "test",
                string
            ] | null;
            /**
             * Before
             * @description Its part and class before; null where it was not in
             */
            before: [
                "train" | "val" | "test",
                string
            ] | null;
            /**
             * Filename
             * @description As it came
             */
            filename: string;
            /** @description As it is now; null where it is deleted */
            picture: components["schemas"]["DatasetPictureShown"] | null;
        };
        /**
         * Disk
         * @description The disk that holds the data folder, in bytes.
         */
        Disk: {
            /** Free */
            free: number;
            /** Total */
            total: number;
        };
        /**
         * DoctorAnswered
         * @description What was changed. What was so already is not among it.
         */
        DoctorAnswered: {
            /**
             * Changed
             * @description Ids of the pictures that changed
             */
            changed: string[];
            /**
             * Undo
             * @description Send these as `answers` to have all as it was before
             */
            undo: components["schemas"]["Answer"][];
        };
        /**
         * DoctorAnswers
         * @description Answers to be carried out together: all of them, or none.
         */
        DoctorAnswers: {
            /**
             * Answers
             * @description In this order
             */
            answers: components["schemas"]["Answer"][];
        };
        /**
         * DoctorFinding
         * @description One thing that may hurt a training, with what can be done about it. Nothing is done unasked.
         */
        DoctorFinding: {
            /**
             * Answers
             * @description The likeliest first
             */
            answers: components["schemas"]["AnswerOffer"][];
            /**
             * Id
             * @description The same for as long as it is found
             */
            id: string;
            /**
             * Kind
             * @description What was found
             * @enum {string}
             */
            kind: "unreadable" | "duplicate" | "near_duplicate" | "too_small" | "blurred" | "overexposed" | "underexposed" | "nearly_uniform" | "odd_aspect" | "face_cut_off" | "caption_empty" | "caption_not_text" | "caption_too_long" | "caption_without_trigger" | "caption_other_class" | "captions_all_same" | "too_few" | "too_alike" | "unbalanced";
            /**
             * Message
             * @description Why, with what was measured
             */
            message: string;
            /** @description The earlier picture that this one repeats */
            other: components["schemas"]["FoundPicture"] | null;
            /** @description Null where it is of the whole set */
            picture: components["schemas"]["FoundPicture"] | null;
            /**
             * Severity
             * @description problem: teaches something wrong; warning: likely hurts; note: worth knowing
             * @enum {string}
             */
            severity: "problem" | "warning" | "note";
            /**
             * Value
             * @description What was measured, where it is a number
             */
            value: number | null;
        };
        /**
         * DoctorReport
         * @description All that was found in a set.
         */
        DoctorReport: {
            /**
             * Bulk
             * @description Answers for all findings of a kind at once
             */
            bulk: components["schemas"]["AnswerOffer"][];
            /**
             * Findings
             * @description Open ones: problems first, then warnings, then notes
             */
            findings: components["schemas"]["DoctorFinding"][];
            /**
             * Kept
             * @description Those that a person wants to hear no more of; `heed` brings one back
             */
            kept: components["schemas"]["DoctorFinding"][];
            /**
             * Not Looked For
             * @description What could not be looked for here, and why
             */
            not_looked_for: string[];
            /**
             * Pictures
             * @description Looked at: those that are not left out
             */
            pictures: number;
            /**
             * Resolution
             * @description Pixel side that they were judged for
             */
            resolution: number;
        };
        /**
         * DownloadAsked
         * @description What to fetch. Without `variant` and `include` the files are chosen: safetensors only, half precision first.
         */
        DownloadAsked: {
            /**
             * Configs Only
             * @description No weights: the configs and tokenizers that a single-file checkpoint needs
             * @default false
             */
            configs_only?: boolean;
            /**
             * Exclude
             * @description No file that matches one of these patterns
             * @default []
             */
            exclude?: string[];
            /**
             * Include
             * @description Only files that match one of these patterns, such as *.safetensors
             * @default []
             */
            include?: string[];
            /**
             * Name
             * @description What the model is called here
             */
            name?: string | null;
            /**
             * Revision
             * @description Branch, tag or commit; the default branch if left out
             */
            revision?: string | null;
            /**
             * Source
             * @description A repository's id such as org/name, its address, or a link to one .safetensors file
             */
            source: string;
            /**
             * Variant
             * @description fp16, bf16 …, or full; the smallest common one if left out
             */
            variant?: string | null;
        };
        /**
         * DownloadDetail
         * @description A download with its files.
         */
        DownloadDetail: {
            /**
             * Bytes Per Second
             * @description As measured lately; null while it does not run
             */
            bytes_per_second: number | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Done Bytes
             * @description What is here of them
             */
            done_bytes: number;
            /**
             * Eta Seconds
             * @description How long it will go on at this speed
             */
            eta_seconds: number | null;
            /** @description Why it ended early */
            failure: components["schemas"]["JobFailure"] | null;
            /**
             * Files
             * @description In the order in which they are fetched
             */
            files: components["schemas"]["FileShown"][];
            /**
             * Files Done
             * @description How many are whole
             */
            files_done: number;
            /**
             * Files Total
             * @description How many files
             */
            files_total: number;
            /** Finished At */
            finished_at: string | null;
            /**
             * Job Id
             * @description Its job; cancel and resume it there
             */
            job_id: string;
            /**
             * Message
             * @description What it does now, in words
             */
            message: string | null;
            /**
             * Name
             * @description What the model will be called
             */
            name: string;
            /**
             * Repo
             * @description Its id on the hub; null for a direct link
             */
            repo: string | null;
            /**
             * Revision
             * @description As asked for
             */
            revision: string | null;
            /**
             * Source
             * @description Where it comes from
             */
            source: {
                [key: string]: unknown;
            };
            /**
             * State
             * @description Of its job
             * @enum {string}
             */
            state: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * Total Bytes
             * @description Of all files
             */
            total_bytes: number;
        };
        /**
         * DownloadPlan
         * @description What a download would bring, before anything is fetched.
         */
        DownloadPlan: {
            /**
             * Choices
             * @description Models of a repository that holds several: name one in include
             */
            choices: string[];
            /**
             * Commit
             * @description What the revision stands for now
             */
            commit: string | null;
            /**
             * Files
             * @description Every file of the repository, wanted or not
             */
            files: components["schemas"]["PlannedFile"][];
            /**
             * Free Bytes
             * @description Free on the disk of the models folder
             */
            free_bytes: number;
            /**
             * Gated
             * @description Its owner asks for consent, so a token is needed
             */
            gated: boolean;
            /**
             * Here Bytes
             * @description Of these, what an unfinished download has brought already
             */
            here_bytes: number;
            /**
             * Hub
             * @description Address of the hub
             */
            hub: string;
            /**
             * Installed
             * @description A model of that name is here already
             */
            installed: boolean;
            /**
             * Job Id
             * @description The same download, if it runs or was stopped before its end
             */
            job_id: string | null;
            /**
             * Kind
             * @description What it most likely is; its files tell for sure when they are here
             * @enum {string}
             */
            kind: "base" | "video" | "lora" | "vae" | "embedding" | "controlnet" | "upscaler" | "captioner" | "classifier";
            /**
             * Licence
             * @description As its card names it, such as openrail++
             */
            licence: string | null;
            /**
             * Name
             * @description What the model will be called here
             */
            name: string;
            /**
             * Pipeline
             * @description The class that its model_index.json names
             */
            pipeline: string | null;
            /** @description Why it cannot be downloaded so; null when it can */
            refusal: components["schemas"]["safelight__features__downloads__schemas__Refusal"] | null;
            /**
             * Repo
             * @description Its id there; null for a direct link
             */
            repo: string | null;
            /**
             * Revision
             * @description As asked for
             */
            revision: string | null;
            /**
             * Total Bytes
             * @description Of the wanted files
             */
            total_bytes: number;
            /**
             * Url
             * @description Its page, or the direct link
             */
            url: string;
            /**
             * Variant
             * @description The variant that is taken; null stands for full precision
             */
            variant: string | null;
            /**
             * Variants
             * @description Those there are; full is full precision
             */
            variants: string[];
        };
        /**
         * DownloadShown
         * @description A download: what it brings and how far it is.
         */
        DownloadShown: {
            /**
             * Bytes Per Second
             * @description As measured lately; null while it does not run
             */
            bytes_per_second: number | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Done Bytes
             * @description What is here of them
             */
            done_bytes: number;
            /**
             * Eta Seconds
             * @description How long it will go on at this speed
             */
            eta_seconds: number | null;
            /** @description Why it ended early */
            failure: components["schemas"]["JobFailure"] | null;
            /**
             * Files Done
             * @description How many are whole
             */
            files_done: number;
            /**
             * Files Total
             * @description How many files
             */
            files_total: number;
            /** Finished At */
            finished_at: string | null;
            /**
             * Job Id
             * @description Its job; cancel and resume it there
             */
            job_id: string;
            /**
             * Message
             * @description What it does now, in words
             */
            message: string | null;
            /**
             * Name
             * @description What the model will be called
             */
            name: string;
            /**
             * Repo
             * @description Its id on the hub; null for a direct link
             */
            repo: string | null;
            /**
             * Revision
             * @description As asked for
             */
            revision: string | null;
            /**
             * Source
             * @description Where it comes from
             */
            source: {
                [key: string]: unknown;
            };
            /**
             * State
             * @description Of its job
             * @enum {string}
             */
            state: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * Total Bytes
             * @description Of all files
             */
            total_bytes: number;
        };
        /**
         * DownloadStarted
         * @description A download that is on its way.
         */
        DownloadStarted: {
            /**
             * Job Id
             * @description Its job; cancel and resume it there
             */
            job_id: string;
            /**
             * Joined
             * @description It was running, or stopped half-way, and goes on: nothing is fetched twice
             */
            joined: boolean;
            /**
             * Name
             * @description What the model will be called
             */
            name: string;
        };
        /**
         * DraftCreate
         * @description What may be known of a draft when its first picture comes.
         */
        DraftCreate: {
            /**
             * Base Model
             * @description The server's default model if left out
             */
            base_model?: string | null;
            /**
             * Class Word
             * @description What it is: woman, dog, robot, creature …
             * @default
             */
            class_word?: string;
            /** @description Whose likeness it is, and on what grounds */
            consent?: components["schemas"]["Consent"] | null;
            /**
             * Name
             * @description Untitled, Untitled 2 … if left out
             */
            name?: string | null;
        };
        /**
         * Drawn
         * @description The pictures, and how they were made.
         */
        Drawn: {
            /**
             * Images
             * @description PNG files in base64, the recipe inside each
             */
            images: string[];
            /**
             * Info
             * @description Info, as text
             */
            info: string;
            /**
             * Parameters
             * @description The request, and what was taken where it left something out
             */
            parameters: {
                [key: string]: unknown;
            };
        };
        /**
         * DrawnImage
         * @description One picture.
         */
        DrawnImage: {
            /**
             * B64 Json
             * @description The file itself
             */
            b64_json?: string | null;
            /**
             * Revised Prompt
             * @description The prompt as it was drawn: with trigger word and styles
             */
            revised_prompt: string;
            /**
             * Url
             * @description A signed link that works for an hour
             */
            url?: string | null;
        };
        /**
         * EditSettings
         * @description One change of size, complete. `upscaler` is the learned model that ran first, by name and content.
         */
        EditSettings: {
            /**
             * Colour
             * @description Of the bars that `pad` adds
             * @default #000000
             */
            colour?: string;
            /**
             * Height
             * @description Pixels
             */
            height: number;
            /**
             * Mode
             * @default fit
             * @enum {string}
             */
            mode?: "exact" | "fit" | "fill" | "pad";
            /** Upscaler */
            upscaler?: string | null;
            /** Upscaler Sha256 */
            upscaler_sha256?: string | null;
            /**
             * Width
             * @description Pixels
             */
            width: number;
        };
        /**
         * EditSpec
         * @description Which pictures, and what size they are to have: `scale`, or `width` and `height`, or one of these two.
         *
         *     With an upscaler and no size, pictures become as large as it makes them.
         */
        EditSpec: {
            /**
             * Colour
             * @description Of the bars that pad adds: #rrggbb, or #rrggbbaa
             * @default #000000
             */
            colour?: string;
            /**
             * Height
             * @description Pixels; as width asks if left out
             */
            height?: number | null;
            /**
             * Images
             * @description Inputs (img_…) and pictures (pic_…)
             */
            images: string[];
            /**
             * Mode
             * @description exact stretches; fit goes into the size; fill covers it and is cropped; pad fits it with bars
             * @default fit
             * @enum {string}
             */
            mode?: "exact" | "fit" | "fill" | "pad";
            /**
             * Scale
             * @description Times the picture's own size
             */
            scale?: number | null;
            /**
             * Upscaler
             * @description A learned upscaler among the models; Lanczos if empty
             */
            upscaler?: string | null;
            /**
             * Width
             * @description Pixels; as height asks if left out
             */
            width?: number | null;
        };
        /**
         * EditsShown
         * @description What a request for edits became: one job, and one generation for each picture.
         */
        EditsShown: {
            /**
             * Edits
             * @description In the order of the request; each has one picture when done
             */
            edits: components["schemas"]["GenerationShown"][];
            failure?: components["schemas"]["JobFailure"] | null;
            /** Job Id */
            job_id: string;
            progress?: components["schemas"]["Progress"] | null;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
        };
        /**
         * Embedding
         * @description A textual inversion.
         */
        Embedding: {
            /**
             * Sd Checkpoint
             * @description Always null
             */
            sd_checkpoint?: string | null;
            /**
             * Sd Checkpoint Name
             * @description Always null
             */
            sd_checkpoint_name?: string | null;
            /**
             * Shape
             * @description Numbers in each vector; 0 if its file does not tell
             */
            shape: number;
            /**
             * Step
             * @description Always null
             */
            step?: number | null;
            /**
             * Vectors
             * @description How many vectors it has; 0 if its file does not tell
             */
            vectors: number;
        };
        /**
         * Embeddings
         * @description Textual inversions by name, which is their word in a prompt.
         */
        Embeddings: {
            /**
             * Loaded
             * @description Those that go with the caller's model
             */
            loaded: {
                [key: string]: components["schemas"]["Embedding"];
            };
            /**
             * Skipped
             * @description Those of other families
             */
            skipped: {
                [key: string]: components["schemas"]["Embedding"];
            };
        };
        /**
         * EpochResult
         * @description One epoch: what was learnt, what came out.
         */
        EpochResult: {
            /**
             * Epoch
             * @description From 1
             */
            epoch: number;
            /** Images Per Second */
            images_per_second: number;
            /** Is Best */
            is_best: boolean;
            /** Lr */
            lr: number;
            /** Seconds */
            seconds: number;
            /**
             * Step
             * @description Optimizer steps so far
             */
            step: number;
            /** Train Loss */
            train_loss: number;
            val: components["schemas"]["Metrics"];
        };
        /**
         * ErrorAnswer
         * @description An error of this API.
         */
        ErrorAnswer: {
            /** @description What went wrong */
            error: components["schemas"]["ErrorDetail"];
        };
        /**
         * ErrorDetail
         * @description What went wrong.
         */
        ErrorDetail: {
            /**
             * Code
             * @description Stable, for programs
             */
            code?: string | null;
            /**
             * Message
             * @description For a person: what happened, and what to do
             */
            message: string;
            /**
             * Param
             * @description The field that cannot be used
             */
            param?: string | null;
            /**
             * Type
             * @description invalid_request_error, authentication_error, rate_limit_error or server_error
             */
            type: string;
        };
        /**
         * Evaluation
         * @description A whole judgement on one part of a dataset.
         */
        Evaluation: {
            /**
             * Confusion
             * @description [true class][predicted class] pictures
             */
            confusion: number[][];
            /** Labels */
            labels: string[];
            metrics: components["schemas"]["Metrics"];
            /** Per Class */
            per_class: components["schemas"]["ClassMetrics"][];
        };
        /**
         * ExtraBatch
         * @description Several pictures.
         */
        ExtraBatch: {
            /**
             * Codeformer Visibility
             * @description Taken and left out, with a note
             * @default 0
             */
            codeformer_visibility?: number;
            /**
             * Codeformer Weight
             * @description Taken and left out
             * @default 0
             */
            codeformer_weight?: number;
            /**
             * Extras Upscaler 2 Visibility
             * @description Taken and left out, with a note
             * @default 0
             */
            extras_upscaler_2_visibility?: number;
            /**
             * Gfpgan Visibility
             * @description Taken and left out, with a note
             * @default 0
             */
            gfpgan_visibility?: number;
            /**
             * Imagelist
             * @description The pictures
             */
            imageList: components["schemas"]["File"][];
            /**
             * Resize Mode
             * @description 0 by upscaling_resize, 1 to the given size
             * @default 0
             */
            resize_mode?: number;
            /**
             * Show Extras Results
             * @description false answers without the picture
             * @default true
             */
            show_extras_results?: boolean;
            /**
             * Upscale First
             * @description Taken and left out
             * @default false
             */
            upscale_first?: boolean;
            /**
             * Upscaler 1
             * @description One of /sdapi/v1/upscalers
             * @default None
             */
            upscaler_1?: string;
            /**
             * Upscaler 2
             * @description Taken and left out, with a note
             * @default None
             */
            upscaler_2?: string;
            /**
             * Upscaling Crop
             * @description Crop to exactly that size; else it is the least size
             * @default true
             */
            upscaling_crop?: boolean;
            /**
             * Upscaling Resize
             * @description Times the picture's own size
             * @default 2
             */
            upscaling_resize?: number;
            /**
             * Upscaling Resize H
             * @description Pixels, for resize_mode 1
             * @default 512
             */
            upscaling_resize_h?: number;
            /**
             * Upscaling Resize W
             * @description Pixels, for resize_mode 1
             * @default 512
             */
            upscaling_resize_w?: number;
        };
        /**
         * ExtraBatchDone
         * @description Several pictures, larger.
         */
        ExtraBatchDone: {
            /**
             * Html Info
             * @description What could not be done; empty when all was
             */
            html_info: string;
            /**
             * Images
             * @description PNG files in base64, in their order
             */
            images: string[];
        };
        /**
         * ExtraSingle
         * @description One picture.
         */
        ExtraSingle: {
            /**
             * Codeformer Visibility
             * @description Taken and left out, with a note
             * @default 0
             */
            codeformer_visibility?: number;
            /**
             * Codeformer Weight
             * @description Taken and left out
             * @default 0
             */
            codeformer_weight?: number;
            /**
             * Extras Upscaler 2 Visibility
             * @description Taken and left out, with a note
             * @default 0
             */
            extras_upscaler_2_visibility?: number;
            /**
             * Gfpgan Visibility
             * @description Taken and left out, with a note
             * @default 0
             */
            gfpgan_visibility?: number;
            /**
             * Image
             * @description The picture: base64, with or without `data:image/png;base64,` before it
             */
            image: string;
            /**
             * Resize Mode
             * @description 0 by upscaling_resize, 1 to the given size
             * @default 0
             */
            resize_mode?: number;
            /**
             * Show Extras Results
             * @description false answers without the picture
             * @default true
             */
            show_extras_results?: boolean;
            /**
             * Upscale First
             * @description Taken and left out
             * @default false
             */
            upscale_first?: boolean;
            /**
             * Upscaler 1
             * @description One of /sdapi/v1/upscalers
             * @default None
             */
            upscaler_1?: string;
            /**
             * Upscaler 2
             * @description Taken and left out, with a note
             * @default None
             */
            upscaler_2?: string;
            /**
             * Upscaling Crop
             * @description Crop to exactly that size; else it is the least size
             * @default true
             */
            upscaling_crop?: boolean;
            /**
             * Upscaling Resize
             * @description Times the picture's own size
             * @default 2
             */
            upscaling_resize?: number;
            /**
             * Upscaling Resize H
             * @description Pixels, for resize_mode 1
             * @default 512
             */
            upscaling_resize_h?: number;
            /**
             * Upscaling Resize W
             * @description Pixels, for resize_mode 1
             * @default 512
             */
            upscaling_resize_w?: number;
        };
        /**
         * ExtraSingleDone
         * @description One picture, larger.
         */
        ExtraSingleDone: {
            /**
             * Html Info
             * @description What could not be done; empty when all was
             */
            html_info: string;
            /**
             * Image
             * @description PNG in base64
             */
            image: string | null;
        };
        /**
         * File
         * @description One picture of several.
         */
        File: {
            /**
             * Data
             * @description The picture: base64, with or without `data:image/png;base64,` before it
             */
            data: string;
            /**
             * Name
             * @description Any name
             * @default
             */
            name?: string;
        };
        /**
         * FileShown
         * @description One file of a download.
         */
        FileShown: {
            /**
             * Done Bytes
             * @description What is here of it
             */
            done_bytes: number;
            /**
             * Path
             * @description Within the repository
             */
            path: string;
            /**
             * Size
             * @description Bytes; null where the server does not tell
             */
            size: number | null;
            /**
             * State
             * @description done: whole, and its hash is right
             * @enum {string}
             */
            state: "waiting" | "partial" | "done";
        };
        /**
         * Filtered
         * @description What the content filter found in a picture, and what it did with it.
         */
        Filtered: {
            /**
             * Action
             * @description What was done: the pixels are others after blur
             * @enum {string}
             */
            action: "refuse" | "blur" | "flag";
            /**
             * Confidence
             * @description How sure it was, from 0 to 1
             */
            confidence: number;
            /**
             * Label
             * @description What it took the picture for
             */
            label: string;
            /**
             * Model
             * @description The classifier that looked at it
             */
            model: string;
        };
        /**
         * FilterSet
         * @description A content filter to be put before everything that is drawn.
         */
        FilterSet: {
            /**
             * Action
             * @description refuse: it is not kept; blur: it is kept beyond recognition; flag: it is kept, its recipe says so
             * @default refuse
             * @enum {string}
             */
            action?: "refuse" | "blur" | "flag";
            /**
             * Blocked
             * @description Its classes that are not wanted
             */
            blocked: string[];
            /**
             * Model
             * @description A classifier: the name of a model on the shelf, or the id of a run
             */
            model: string;
            /**
             * Threshold
             * @description From which probability on a picture counts as one of them
             * @default 0.5
             */
            threshold?: number;
        };
        /**
         * FilterShown
         * @description The content filter as it is.
         */
        FilterShown: {
            /**
             * Action
             * @description What becomes of such a picture
             */
            action?: ("refuse" | "blur" | "flag") | null;
            /**
             * Blocked
             * @description Its classes that are not wanted
             * @default []
             */
            blocked?: string[];
            /**
             * Is On
             * @description Whether there is one
             */
            is_on: boolean;
            /**
             * Labels
             * @description All of its classes
             * @default []
             */
            labels?: string[];
            /**
             * Model
             * @description The classifier
             */
            model?: string | null;
            /**
             * Threshold
             * @description From which probability on a picture counts as one
             */
            threshold?: number | null;
        };
        /**
         * FindingShown
         * @description Something that may hurt the training. Nothing is left out because of it unless a person says so.
         */
        FindingShown: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "unreadable" | "duplicate" | "near_duplicate" | "too_small" | "blurred" | "overexposed" | "underexposed" | "nearly_uniform" | "odd_aspect" | "face_cut_off" | "caption_empty" | "caption_not_text" | "caption_too_long" | "caption_without_trigger" | "caption_other_class" | "captions_all_same" | "too_few" | "too_alike" | "unbalanced";
            /** Message */
            message: string;
            /**
             * Other Id
             * @description The earlier reference that this one repeats
             */
            other_id?: string | null;
        };
        /**
         * Fit
         * @description Will it fit, before anything is loaded.
         */
        Fit: {
            /**
             * Fits
             * @description On at least one live worker
             */
            fits: boolean;
            /** Model */
            model: string;
            /**
             * Needed Bytes
             * @description Highest use of the device: weights on it, and what drawing takes
             */
            needed_bytes: number;
            options: components["schemas"]["LoadOptions"];
            /** Parts */
            parts: components["schemas"]["PartShown"][];
            /**
             * Remedies
             * @description Cheapest first; empty when it fits
             */
            remedies: components["schemas"]["Remedy"][];
            /**
             * Weights Bytes
             * @description Bytes of all weights with these options
             */
            weights_bytes: number;
            /** Workers */
            workers: components["schemas"]["FitOnWorker"][];
        };
        /**
         * FitOnWorker
         * @description Whether it will fit on one worker.
         */
        FitOnWorker: {
            /**
             * Available Bytes
             * @description Free, and what idle models would give back; never above the limit
             */
            available_bytes: number;
            /**
             * Confidence
             * @description measured: the same was done on this device before; estimated: from the files' headers
             * @enum {string}
             */
            confidence: "measured" | "estimated";
            /** Device */
            device: string;
            /** Fits */
            fits: boolean;
            /** Needed Bytes */
            needed_bytes: number;
            /** Worker */
            worker: string;
        };
        /**
         * FittingWorker
         * @description A worker that can take the training.
         */
        FittingWorker: {
            /** Busy */
            busy: boolean;
            /** Device Name */
            device_name: string;
            /** Id */
            id: string;
            /** Memory Total */
            memory_total: number;
            /** Name */
            name: string;
        };
        /**
         * FoundPicture
         * @description A picture that something was found of.
         */
        FoundPicture: {
            /**
             * Caption
             * @description Null where the template is used
             */
            caption: string | null;
            /**
             * Excluded
             * @description It is left out
             */
            excluded: boolean;
            /**
             * Filename
             * @description As it was brought
             */
            filename: string;
            /**
             * Height
             * @description Pixels
             */
            height: number;
            /**
             * Id
             * @description Of the reference
             */
            id: string;
            /**
             * Thumbnail Url
             * @description The picture, small
             */
            thumbnail_url: string;
            /**
             * Url
             * @description The picture
             */
            url: string;
            /**
             * Width
             * @description Pixels
             */
            width: number;
        };
        /**
         * GalleryAction
         * @description One thing to do with many pictures, named one by one or by a filter.
         */
        GalleryAction: {
            /**
             * Action
             * @enum {string}
             */
            action: "favourite" | "unfavourite" | "bin" | "restore" | "delete";
            /**
             * Except
             * @description But not these
             * @default []
             */
            except?: string[];
            /** @description All pictures that pass it, loaded or not */
            filter?: components["schemas"]["GalleryFilter"] | null;
            /**
             * Forever
             * @description delete: also what is not in the bin
             * @default false
             */
            forever?: boolean;
            /** Ids */
            ids?: string[] | null;
        };
        /**
         * GalleryFilter
         * @description Which pictures; everything that is given must hold.
         */
        GalleryFilter: {
            /**
             * Bin
             * @description The pictures in the bin instead of the others
             * @default false
             */
            bin?: boolean;
            /**
             * Binned At
             * @description Put into the bin by the action that answered with this moment: what undo restores
             */
            binned_at?: string | null;
            /** Character Id */
            character_id?: string | null;
            /** Favourite */
            favourite?: boolean | null;
            /**
             * Kind
             * @description edit: another size of a picture
             */
            kind?: ("image" | "video" | "edit") | null;
            /** Model */
            model?: string | null;
            /**
             * Month
             * @description 2026-11, UTC
             */
            month?: string | null;
            /**
             * Q
             * @description Words of prompt, character, model or style; all must be there
             */
            q?: string | null;
            /** Seed */
            seed?: number | null;
            /**
             * Since
             * @description Made at this moment or later; UTC if it names no zone
             */
            since?: string | null;
            /**
             * Style
             * @description Name of a style
             */
            style?: string | null;
            /**
             * Until
             * @description Made before this moment
             */
            until?: string | null;
        };
        /**
         * GalleryItem
         * @description One picture or film in the gallery; of a film `url` is the film.
         */
        GalleryItem: {
            /** Character Id */
            character_id: string | null;
            /** Character Name */
            character_name: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Deleted At
             * @description When it was put into the bin
             */
            deleted_at: string | null;
            /**
             * Duration Seconds
             * @description Of a film
             */
            duration_seconds?: number | null;
            /** Favourite */
            favourite: boolean;
            /**
             * Fps
             * @description Of a film: frames per second
             */
            fps?: number | null;
            /** Generation Id */
            generation_id: string;
            /** Height */
            height: number;
            /** Id */
            id: string;
            /**
             * Kind
             * @description image, video, or edit: another size of a picture
             * @default image
             * @enum {string}
             */
            kind?: "image" | "style" | "video" | "edit" | "quick";
            /**
             * Media Type
             * @description Such as image/png or video/mp4
             * @default image/png
             */
            media_type?: string;
            /** Model */
            model: string;
            /**
             * Num Frames
             * @description Of a film
             */
            num_frames?: number | null;
            /**
             * Poster Url
             * @description Of a film: its first frame, full size
             */
            poster_url?: string | null;
            /**
             * Prompt
             * @description As it was asked
             */
            prompt: string;
            /** Seed */
            seed: number;
            /**
             * Thumbhash
             * @description About 25 bytes in base64: soft colours to show until it is loaded
             */
            thumbhash: string | null;
            /** Thumbnail Url */
            thumbnail_url: string;
            /** Url */
            url: string;
            /** Width */
            width: number;
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
             * Clip Skip
             * @description Layers of CLIP to leave out at its end
             */
            clip_skip?: number | null;
            /**
             * Controls
             * @description ControlNets
             * @default []
             */
            controls?: components["schemas"]["ControlAsk"][];
            /**
             * Embeddings
             * @description Textual inversions among the models; their name is their token
             * @default []
             */
            embeddings?: string[];
            /**
             * Engine
             * @description native or comfyui; ComfyUI where it alone has the model, else native
             */
            engine?: ("native" | "comfyui") | null;
            /**
             * Guidance Rescale
             * @description Against overexposure by guidance
             */
            guidance_rescale?: number | null;
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
            /** @description A second, larger pass */
            hires?: components["schemas"]["HiresAsk"] | null;
            /**
             * Image
             * @description Input (img_…) or picture (pic_…) to start from
             */
            image?: string | null;
            /**
             * Lora Scale
             * @description Strength of the character's LoRA
             * @default 1
             */
            lora_scale?: number;
            /**
             * Loras
             * @description More LoRAs
             * @default []
             */
            loras?: components["schemas"]["LoraAsk"][];
            /**
             * Mask Blur
             * @description Softness of the mask's edge in pixels
             * @default 4
             */
            mask_blur?: number;
            /**
             * Mask Image
             * @description Input as large as `image`: white is drawn anew
             */
            mask_image?: string | null;
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
             * Padding Mask Crop
             * @description Draw the masked region alone, at full size, with this margin around
             */
            padding_mask_crop?: number | null;
            /**
             * Prompt
             * @description What to draw; `<lora:name:0.8>` in it adds a LoRA. Without a word the model draws what it likes
             */
            prompt: string;
            /**
             * Prompt Weighting
             * @description auto reads (word:1.3), [word] and BREAK, and prompts beyond the encoder's limit in chunks; off takes every character as it is
             * @default auto
             * @enum {string}
             */
            prompt_weighting?: "auto" | "off";
            /**
             * Resize Mode
             * @description How `image` comes to the size: exact stretches, fill crops, pad adds bars
             * @default fill
             * @enum {string}
             */
            resize_mode?: "exact" | "fill" | "pad";
            /**
             * Scheduler
             * @description Sampler; GET /schedulers lists them
             */
            scheduler?: ("ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "edm_dpmpp_2m" | "edm_euler" | "euler" | "euler_a" | "heun" | "kdpm2" | "kdpm2_a" | "lcm" | "lms" | "pndm" | "sa_solver" | "tcd" | "unipc") | null;
            /**
             * Scheduler Options
             * @description Settings of the sampler, such as use_karras_sigmas
             * @default {}
             */
            scheduler_options?: {
                [key: string]: boolean | number | string | null;
            };
            /**
             * Seed
             * @description Same seed, same picture; random if left out
             */
            seed?: number | null;
            /**
             * Seeds
             * @description A seed for each picture, instead of seed and n
             * @default []
             */
            seeds?: number[];
            /**
             * Solo
             * @description Draw it alone: the same to the bit each time, and slower where others wait
             * @default false
             */
            solo?: boolean;
            /**
             * Strength
             * @description How far the picture may leave `image`; 0.6, or 1 with a mask
             */
            strength?: number | null;
            /**
             * Styles
             * @description Ids or names of styles, put around the prompt one by one
             * @default []
             */
            styles?: string[];
            /**
             * True Cfg Scale
             * @description Second guidance of distilled models (Flux); needed for negative prompts
             */
            true_cfg_scale?: number | null;
            /**
             * Vae
             * @description VAE among the models, in place of the model's own
             */
            vae?: string | null;
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
         * GenerateVideo
         * @description A character by id or name and a prompt, or a picture; the rest has defaults.
         */
        GenerateVideo: {
            /**
             * Character Id
             * @description A trained character to draw first
             */
            character_id?: string | null;
            /**
             * Codec
             * @description How the film is packed; auto is the server's choice
             * @default auto
             * @enum {string}
             */
            codec?: "auto" | "h264" | "vp9" | "av1";
            /**
             * Decode Chunk Size
             * @description Frames decoded at once: fewer need less memory and may flicker
             */
            decode_chunk_size?: number | null;
            /**
             * Fps
             * @description Frames per second of the film
             */
            fps?: number | null;
            /**
             * Height
             * @description Pixels, a multiple of 8
             */
            height?: number | null;
            /**
             * Image
             * @description Input (img_…) or picture (pic_…) that begins to move
             */
            image?: string | null;
            /**
             * Max Guidance Scale
             * @description Guidance of the last frame, or of all where a model has one for all
             */
            max_guidance_scale?: number | null;
            /**
             * Min Guidance Scale
             * @description Guidance of the first frame
             */
            min_guidance_scale?: number | null;
            /**
             * Model
             * @description Video model; the one that is installed
             */
            model?: string | null;
            /**
             * Motion Bucket Id
             * @description How much moves
             */
            motion_bucket_id?: number | null;
            /**
             * Negative Prompt
             * @description For models that read words
             * @default
             */
            negative_prompt?: string;
            /**
             * Noise Aug Strength
             * @description How far the film may leave its picture
             */
            noise_aug_strength?: number | null;
            /**
             * Num Frames
             * @description Frames to make; the model's own number
             */
            num_frames?: number | null;
            /**
             * Num Inference Steps
             * @description Denoising steps
             */
            num_inference_steps?: number | null;
            /** @description The picture to draw first, in full */
            picture?: components["schemas"]["GenerationSpec"] | null;
            /**
             * Prompt
             * @description The picture to draw first, in words; models that read words are told it too
             */
            prompt?: string | null;
            /**
             * Resize Mode
             * @description How the picture comes to the video's size: exact stretches, fill crops, pad adds bars
             * @default fill
             * @enum {string}
             */
            resize_mode?: "exact" | "fill" | "pad";
            /**
             * Seed
             * @description Same seed, same video; random if left out
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
         * GenerationAsk
         * @description A request for pictures, and where to call when they are there.
         */
        GenerationAsk: {
            /**
             * Character Id
             * @description A trained character to draw
             */
            character_id?: string | null;
            /**
             * Clip Skip
             * @description Layers of CLIP to leave out at its end
             */
            clip_skip?: number | null;
            /**
             * Controls
             * @description ControlNets
             * @default []
             */
            controls?: components["schemas"]["ControlAsk"][];
            /**
             * Embeddings
             * @description Textual inversions among the models; their name is their token
             * @default []
             */
            embeddings?: string[];
            /**
             * Engine
             * @description native or comfyui; ComfyUI where it alone has the model, else native
             */
            engine?: ("native" | "comfyui") | null;
            /**
             * Guidance Rescale
             * @description Against overexposure by guidance
             */
            guidance_rescale?: number | null;
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
            /** @description A second, larger pass */
            hires?: components["schemas"]["HiresAsk"] | null;
            /**
             * Image
             * @description Input (img_…) or picture (pic_…) to start from
             */
            image?: string | null;
            /**
             * Lora Scale
             * @description Strength of the character's LoRA
             * @default 1
             */
            lora_scale?: number;
            /**
             * Loras
             * @description More LoRAs
             * @default []
             */
            loras?: components["schemas"]["LoraAsk"][];
            /**
             * Mask Blur
             * @description Softness of the mask's edge in pixels
             * @default 4
             */
            mask_blur?: number;
            /**
             * Mask Image
             * @description Input as large as `image`: white is drawn anew
             */
            mask_image?: string | null;
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
             * Padding Mask Crop
             * @description Draw the masked region alone, at full size, with this margin around
             */
            padding_mask_crop?: number | null;
            /**
             * Prompt
             * @description What to draw; `<lora:name:0.8>` in it adds a LoRA. Without a word the model draws what it likes
             */
            prompt: string;
            /**
             * Prompt Weighting
             * @description auto reads (word:1.3), [word] and BREAK, and prompts beyond the encoder's limit in chunks; off takes every character as it is
             * @default auto
             * @enum {string}
             */
            prompt_weighting?: "auto" | "off";
            /**
             * Resize Mode
             * @description How `image` comes to the size: exact stretches, fill crops, pad adds bars
             * @default fill
             * @enum {string}
             */
            resize_mode?: "exact" | "fill" | "pad";
            /**
             * Scheduler
             * @description Sampler; GET /schedulers lists them
             */
            scheduler?: ("ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "edm_dpmpp_2m" | "edm_euler" | "euler" | "euler_a" | "heun" | "kdpm2" | "kdpm2_a" | "lcm" | "lms" | "pndm" | "sa_solver" | "tcd" | "unipc") | null;
            /**
             * Scheduler Options
             * @description Settings of the sampler, such as use_karras_sigmas
             * @default {}
             */
            scheduler_options?: {
                [key: string]: boolean | number | string | null;
            };
            /**
             * Seed
             * @description Same seed, same picture; random if left out
             */
            seed?: number | null;
            /**
             * Seeds
             * @description A seed for each picture, instead of seed and n
             * @default []
             */
            seeds?: number[];
            /**
             * Solo
             * @description Draw it alone: the same to the bit each time, and slower where others wait
             * @default false
             */
            solo?: boolean;
            /**
             * Strength
             * @description How far the picture may leave `image`; 0.6, or 1 with a mask
             */
            strength?: number | null;
            /**
             * Styles
             * @description Ids or names of styles, put around the prompt one by one
             * @default []
             */
            styles?: string[];
            /**
             * True Cfg Scale
             * @description Second guidance of distilled models (Flux); needed for negative prompts
             */
            true_cfg_scale?: number | null;
            /**
             * Vae
             * @description VAE among the models, in place of the model's own
             */
            vae?: string | null;
            /** @description Address to call when the job has news: its URL, or url, events and secret */
            webhook?: components["schemas"]["WebhookAsk"] | string | null;
            /**
             * Webhook Events Filter
             * @description As `webhook.events`, where webhook is a URL
             */
            webhook_events_filter?: string[] | null;
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
            /**
             * Asked Prompt
             * @description As the person wrote it
             */
            asked_prompt?: string | null;
            /** Character Id */
            character_id?: string | null;
            /** Character Name */
            character_name?: string | null;
            /** Clip Skip */
            clip_skip?: number | null;
            /**
             * Consent
             * @description On what grounds the character was learnt
             */
            consent?: ("self" | "consent" | "licence" | "invented" | "other") | null;
            /**
             * Controls
             * @default []
             */
            controls?: components["schemas"]["ControlUse"][];
            /** @description Of a picture made larger or smaller: how */
            edit?: components["schemas"]["EditSettings"] | null;
            /**
             * Embeddings
             * @description Textual inversions
             * @default []
             */
            embeddings?: components["schemas"]["ModelUse"][];
            /**
             * Engine
             * @description What computes it: this studio's own engine, or ComfyUI
             * @default native
             * @enum {string}
             */
            engine?: "native" | "comfyui";
            /** Guidance Rescale */
            guidance_rescale?: number | null;
            /** Guidance Scale */
            guidance_scale: number;
            /** Height */
            height: number;
            hires?: components["schemas"]["HiresSettings"] | null;
            /** @description The picture it starts from */
            image?: components["schemas"]["ImageUse"] | null;
            /**
             * Kind
             * @description style shows a style, quick is kept for minutes: not for the gallery
             * @default image
             * @enum {string}
             */
            kind?: "image" | "style" | "video" | "edit" | "quick";
            /**
             * Loras
             * @default []
             */
            loras?: components["schemas"]["LoraUse"][];
            /**
             * Mask Blur
             * @default 0
             */
            mask_blur?: number;
            /** @description White is drawn anew */
            mask_image?: components["schemas"]["ImageUse"] | null;
            /** Model */
            model: string;
            /** N */
            n: number;
            /** Negative Prompt */
            negative_prompt: string;
            /** Num Inference Steps */
            num_inference_steps: number;
            /** Padding Mask Crop */
            padding_mask_crop?: number | null;
            /**
             * Prompt
             * @description As given to the text encoder, trigger word and styles included
             */
            prompt: string;
            /**
             * Prompt Weighting
             * @default off
             * @enum {string}
             */
            prompt_weighting?: "auto" | "off";
            /**
             * Resize Mode
             * @default fill
             * @enum {string}
             */
            resize_mode?: "exact" | "fill" | "pad";
            /**
             * Scheduler
             * @enum {string}
             */
            scheduler: "ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "edm_dpmpp_2m" | "edm_euler" | "euler" | "euler_a" | "heun" | "kdpm2" | "kdpm2_a" | "lcm" | "lms" | "pndm" | "sa_solver" | "tcd" | "unipc";
            /**
             * Scheduler Options
             * @default {}
             */
            scheduler_options?: {
                [key: string]: boolean | number | string | null;
            };
            /** Seed */
            seed: number;
            /**
             * Seeds
             * @description Of each picture, if they do not follow one on another
             * @default []
             */
            seeds?: number[];
            /**
             * Solo
             * @description Drawn alone, never in a batch with other requests
             * @default false
             */
            solo?: boolean;
            /**
             * Strength
             * @description How far the picture may leave `image`
             */
            strength?: number | null;
            /**
             * Styles
             * @description Names of the styles in the prompt
             * @default []
             */
            styles?: string[];
            /** True Cfg Scale */
            true_cfg_scale?: number | null;
            /** @description VAE in place of the model's own */
            vae?: components["schemas"]["ModelUse"] | null;
            /** @description Of a video: its film */
            video?: components["schemas"]["VideoSettings"] | null;
            /** Width */
            width: number;
            /** @description Of ComfyUI: the template */
            workflow?: components["schemas"]["WorkflowUse"] | null;
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
            /**
             * Own Id
             * @description The id that the client chose for it, if it chose one
             */
            own_id?: string | null;
            /**
             * Pictures
             * @description Without those in the bin
             */
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
             * Clip Skip
             * @description Layers of CLIP to leave out at its end
             */
            clip_skip?: number | null;
            /**
             * Controls
             * @description ControlNets
             * @default []
             */
            controls?: components["schemas"]["ControlAsk"][];
            /**
             * Embeddings
             * @description Textual inversions among the models; their name is their token
             * @default []
             */
            embeddings?: string[];
            /**
             * Engine
             * @description native or comfyui; ComfyUI where it alone has the model, else native
             */
            engine?: ("native" | "comfyui") | null;
            /**
             * Guidance Rescale
             * @description Against overexposure by guidance
             */
            guidance_rescale?: number | null;
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
            /** @description A second, larger pass */
            hires?: components["schemas"]["HiresAsk"] | null;
            /**
             * Image
             * @description Input (img_…) or picture (pic_…) to start from
             */
            image?: string | null;
            /**
             * Lora Scale
             * @description Strength of the character's LoRA
             * @default 1
             */
            lora_scale?: number;
            /**
             * Loras
             * @description More LoRAs
             * @default []
             */
            loras?: components["schemas"]["LoraAsk"][];
            /**
             * Mask Blur
             * @description Softness of the mask's edge in pixels
             * @default 4
             */
            mask_blur?: number;
            /**
             * Mask Image
             * @description Input as large as `image`: white is drawn anew
             */
            mask_image?: string | null;
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
             * Padding Mask Crop
             * @description Draw the masked region alone, at full size, with this margin around
             */
            padding_mask_crop?: number | null;
            /**
             * Prompt
             * @description What to draw; `<lora:name:0.8>` in it adds a LoRA. Without a word the model draws what it likes
             */
            prompt: string;
            /**
             * Prompt Weighting
             * @description auto reads (word:1.3), [word] and BREAK, and prompts beyond the encoder's limit in chunks; off takes every character as it is
             * @default auto
             * @enum {string}
             */
            prompt_weighting?: "auto" | "off";
            /**
             * Resize Mode
             * @description How `image` comes to the size: exact stretches, fill crops, pad adds bars
             * @default fill
             * @enum {string}
             */
            resize_mode?: "exact" | "fill" | "pad";
            /**
             * Scheduler
             * @description Sampler; GET /schedulers lists them
             */
            scheduler?: ("ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "edm_dpmpp_2m" | "edm_euler" | "euler" | "euler_a" | "heun" | "kdpm2" | "kdpm2_a" | "lcm" | "lms" | "pndm" | "sa_solver" | "tcd" | "unipc") | null;
            /**
             * Scheduler Options
             * @description Settings of the sampler, such as use_karras_sigmas
             * @default {}
             */
            scheduler_options?: {
                [key: string]: boolean | number | string | null;
            };
            /**
             * Seed
             * @description Same seed, same picture; random if left out
             */
            seed?: number | null;
            /**
             * Seeds
             * @description A seed for each picture, instead of seed and n
             * @default []
             */
            seeds?: number[];
            /**
             * Solo
             * @description Draw it alone: the same to the bit each time, and slower where others wait
             * @default false
             */
            solo?: boolean;
            /**
             * Strength
             * @description How far the picture may leave `image`; 0.6, or 1 with a mask
             */
            strength?: number | null;
            /**
             * Styles
             * @description Ids or names of styles, put around the prompt one by one
             * @default []
             */
            styles?: string[];
            /**
             * True Cfg Scale
             * @description Second guidance of distilled models (Flux); needed for negative prompts
             */
            true_cfg_scale?: number | null;
            /**
             * Vae
             * @description VAE among the models, in place of the model's own
             */
            vae?: string | null;
            /**
             * Width
             * @description Pixels, a multiple of 8
             */
            width?: number | null;
        };
        /**
         * Gone
         * @description What was deleted by one rule.
         */
        Gone: {
            /**
             * Gone
             * @description How many went
             */
            gone: number;
            /**
             * Name
             * @description The rule
             */
            name: string;
        };
        /**
         * GpuShown
         * @description A GPU type that can be rented.
         */
        GpuShown: {
            /**
             * Community
             * @description And on other people's machines
             */
            community: number | null;
            /**
             * Id
             * @description What plans call it
             */
            id: string;
            /** Memory Gb */
            memory_gb: number;
            /** Name */
            name: string;
            /**
             * Secure
             * @description Price of one an hour in a data centre; null where there is none
             */
            secure: number | null;
            /**
             * Stock
             * @description How many are free where it was asked for; null where nobody knows
             */
            stock: ("none" | "low" | "medium" | "high") | null;
        };
        /**
         * GridAsk
         * @description What to draw side by side; what is left out is chosen: kept checkpoints, sample prompts, full strength.
         */
        GridAsk: {
            /**
             * Prompts
             * @description {subject} stands for trigger and class word
             */
            prompts?: string[] | null;
            /**
             * Seed
             * @default 0
             */
            seed?: number;
            /** Steps */
            steps?: number[] | null;
            /**
             * Strengths
             * @description Of the LoRA; 0 is the base alone
             * @default [
             *       1
             *     ]
             */
            strengths?: number[];
        };
        /**
         * GridCell
         * @description One picture of a grid; the urls are null until it is drawn.
         */
        GridCell: {
            /**
             * Prompt
             * @description Its place in `prompts`, from 0
             */
            prompt: number;
            /** Step */
            step: number;
            /** Strength */
            strength: number;
            /** Thumbhash */
            thumbhash: string | null;
            /** Thumbnail Url */
            thumbnail_url: string | null;
            /** Url */
            url: string | null;
        };
        /**
         * GridShown
         * @description A grid: steps x prompts x strengths, as far as it is drawn.
         */
        GridShown: {
            /**
             * Cells
             * @description By step, then prompt, then strength
             */
            cells: components["schemas"]["GridCell"][];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            failure: components["schemas"]["JobFailure"] | null;
            /** Height */
            height: number;
            /** Job Id */
            job_id: string;
            progress: components["schemas"]["Progress"] | null;
            /** Prompts */
            prompts: string[];
            /** Seed */
            seed: number;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
            /** Steps */
            steps: number[];
            /** Strengths */
            strengths: number[];
            /** Version */
            version: number;
            /** Width */
            width: number;
        };
        /**
         * HeldModel
         * @description One model in a worker's memory.
         */
        HeldModel: {
            /**
             * Idle Seconds
             * @default 0
             */
            idle_seconds?: number;
            /**
             * Loras
             * @description LoRAs attached to it
             * @default 0
             */
            loras?: number;
            /** Name */
            name: string;
            /**
             * Options
             * @description Load options in force
             * @default {}
             */
            options?: {
                [key: string]: string | boolean | number | null;
            };
            /**
             * Pinned
             * @description Stays until it is unloaded by hand
             * @default false
             */
            pinned?: boolean;
            /**
             * Running
             * @description In use now: it cannot be unloaded
             * @default false
             */
            running?: boolean;
            /**
             * Size Bytes
             * @description Bytes of its weights in memory
             */
            size_bytes: number;
        };
        /**
         * HiresAsk
         * @description A second pass: the finished picture made larger, and drawn over.
         */
        HiresAsk: {
            /**
             * Height
             * @description Pixels, instead of scale
             */
            height?: number | null;
            /**
             * Num Inference Steps
             * @description Steps; those of the first pass
             */
            num_inference_steps?: number | null;
            /**
             * Scale
             * @description Times the first size; 2 if no size is given
             */
            scale?: number | null;
            /**
             * Strength
             * @description How much is drawn anew
             * @default 0.5
             */
            strength?: number;
            /**
             * Upscaler
             * @description lanczos, latent, or an upscaler among the models
             * @default lanczos
             */
            upscaler?: string;
            /**
             * Width
             * @description Pixels, instead of scale
             */
            width?: number | null;
        };
        /**
         * HiresSettings
         * @description The second pass, complete.
         */
        HiresSettings: {
            /** Height */
            height: number;
            /** Num Inference Steps */
            num_inference_steps: number;
            /** Strength */
            strength: number;
            /**
             * Upscaler
             * @description lanczos, latent, or the name of an upscaler among the models
             */
            upscaler: string;
            /** Upscaler Sha256 */
            upscaler_sha256?: string | null;
            /** Width */
            width: number;
        };
        /**
         * Identified
         * @description What a file or folder is, as its names and shapes tell; null is what they do not tell.
         */
        Identified: {
            /**
             * Distilled
             * @description Made for few steps
             */
            distilled: boolean | null;
            /**
             * Dtype
             * @description Number type of most of its weights
             */
            dtype: string | null;
            /**
             * Family
             * @description sd, sdxl, sd3, flux, svd …
             */
            family: string | null;
            /**
             * Format
             * @description How its files are laid out
             * @enum {string}
             */
            format: "diffusers" | "single-file" | "transformers" | "timm" | "diffusers-lora" | "kohya" | "upscaler" | "embedding";
            /**
             * Kind
             * @description What it is for
             * @enum {string}
             */
            kind: "base" | "video" | "lora" | "vae" | "embedding" | "controlnet" | "upscaler" | "captioner" | "classifier" | "component";
            /**
             * Network
             * @description Of a LoRA: lora, dora, loha, lokr …
             */
            network: string | null;
            /**
             * Notes
             * @description What a person should know
             */
            notes: string[];
            /**
             * Parameters
             * @description How many numbers its weights are
             */
            parameters: number;
            /**
             * Pipeline
             * @description The class that loads it
             */
            pipeline: string | null;
            /**
             * Prediction Type
             * @description What its denoiser predicts
             */
            prediction_type: string | null;
            /**
             * Rank
             * @description Of a LoRA
             */
            rank: number | null;
            /**
             * Scale
             * @description Of an upscaler
             */
            scale: number | null;
            /**
             * Size Bytes
             * @description Bytes of its weights
             */
            size_bytes: number;
            /**
             * Title
             * @description As its maker calls it
             */
            title: string | null;
            /**
             * Variant
             * @description It takes more than words
             */
            variant: ("inpaint" | "edit" | "depth" | "refiner" | "upscale" | "control" | "redux") | null;
            /**
             * Version
             * @description Within the family; of an upscaler its architecture
             */
            version: string | null;
            /**
             * Words
             * @description Words that call it
             */
            words: string[];
        };
        /**
         * ImageAsk
         * @description A request for pictures: OpenAI's fields, and ours. Unknown fields, and those set to null, are ignored.
         */
        ImageAsk: {
            /**
             * Background
             * @description Taken and not used: pictures are opaque
             */
            background?: string | null;
            /**
             * Character Id
             * @description A trained character to draw
             */
            character_id?: string | null;
            /**
             * Clip Skip
             * @description Layers of CLIP to leave out at its end
             */
            clip_skip?: number | null;
            /**
             * Controls
             * @description ControlNets
             * @default []
             */
            controls?: components["schemas"]["ControlAsk"][];
            /**
             * Embeddings
             * @description Textual inversions among the models; their name is their token
             * @default []
             */
            embeddings?: string[];
            /**
             * Engine
             * @description native or comfyui; ComfyUI where it alone has the model, else native
             */
            engine?: ("native" | "comfyui") | null;
            /**
             * Guidance Rescale
             * @description Against overexposure by guidance
             */
            guidance_rescale?: number | null;
            /**
             * Guidance Scale
             * @description Or `guidance`, `cfg_scale`
             */
            guidance_scale?: number | null;
            /**
             * Height
             * @description Pixels, a multiple of 8
             */
            height?: number | null;
            /** @description A second, larger pass */
            hires?: components["schemas"]["HiresAsk"] | null;
            /**
             * Image
             * @description Input (img_…) or picture (pic_…) to start from
             */
            image?: string | null;
            /**
             * Lora Scale
             * @description Strength of the character's LoRA
             * @default 1
             */
            lora_scale?: number;
            /**
             * Loras
             * @description More LoRAs
             * @default []
             */
            loras?: components["schemas"]["LoraAsk"][];
            /**
             * Mask Blur
             * @description Softness of the mask's edge in pixels
             * @default 4
             */
            mask_blur?: number;
            /**
             * Mask Image
             * @description Input as large as `image`: white is drawn anew
             */
            mask_image?: string | null;
            /**
             * Model
             * @description A base model, a character, `base:lora`, or an alias; see /v1/models
             */
            model?: string | null;
            /**
             * Moderation
             * @description Taken and not used
             */
            moderation?: string | null;
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
             * @description Or `steps`
             */
            num_inference_steps?: number | null;
            /**
             * Output Compression
             * @description Quality of jpeg and webp
             * @default 100
             */
            output_compression?: number;
            /**
             * Output Format
             * @description Of the files
             * @default png
             * @enum {string}
             */
            output_format?: "png" | "jpeg" | "webp";
            /**
             * Padding Mask Crop
             * @description Draw the masked region alone, at full size, with this margin around
             */
            padding_mask_crop?: number | null;
            /**
             * Partial Images
             * @description With stream: how many looks at each picture in the making
             * @default 0
             */
            partial_images?: number;
            /**
             * Prompt
             * @description What to draw
             */
            prompt: string;
            /**
             * Prompt Weighting
             * @description auto reads (word:1.3), [word] and BREAK, and prompts beyond the encoder's limit in chunks; off takes every character as it is
             * @default auto
             * @enum {string}
             */
            prompt_weighting?: "auto" | "off";
            /**
             * Quality
             * @description Taken and not used
             */
            quality?: string | null;
            /**
             * Resize Mode
             * @description How `image` comes to the size: exact stretches, fill crops, pad adds bars
             * @default fill
             * @enum {string}
             */
            resize_mode?: "exact" | "fill" | "pad";
            /**
             * Response Format
             * @description url for dall-e-2, dall-e-3 and no model, b64_json for all else, if left out
             */
            response_format?: ("url" | "b64_json") | null;
            /**
             * Scheduler
             * @description Or `sampler`
             */
            scheduler?: ("ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "edm_dpmpp_2m" | "edm_euler" | "euler" | "euler_a" | "heun" | "kdpm2" | "kdpm2_a" | "lcm" | "lms" | "pndm" | "sa_solver" | "tcd" | "unipc") | null;
            /**
             * Scheduler Options
             * @description Settings of the sampler, such as use_karras_sigmas
             * @default {}
             */
            scheduler_options?: {
                [key: string]: boolean | number | string | null;
            };
            /**
             * Seed
             * @description Same seed, same picture; -1 or none is a random one
             */
            seed?: number | null;
            /**
             * Seeds
             * @description A seed for each picture, instead of seed and n
             * @default []
             */
            seeds?: number[];
            /**
             * Size
             * @description auto, or one like 1024x1024: brought to what the model draws
             */
            size?: string | null;
            /**
             * Solo
             * @description Draw it alone: the same to the bit each time, and slower where others wait
             * @default false
             */
            solo?: boolean;
            /**
             * Stream
             * @description Answer with server-sent events
             * @default false
             */
            stream?: boolean;
            /**
             * Strength
             * @description How far the picture may leave `image`; 0.6, or 1 with a mask
             */
            strength?: number | null;
            /**
             * Style
             * @description Taken and not used
             */
            style?: string | null;
            /**
             * Styles
             * @description Ids or names of styles, put around the prompt one by one
             * @default []
             */
            styles?: string[];
            /**
             * True Cfg Scale
             * @description Second guidance of distilled models (Flux); needed for negative prompts
             */
            true_cfg_scale?: number | null;
            /**
             * User
             * @description Whom it is for: turns are taken between them
             * @default
             */
            user?: string;
            /**
             * Vae
             * @description VAE among the models, in place of the model's own
             */
            vae?: string | null;
            /**
             * Width
             * @description Pixels, a multiple of 8
             */
            width?: number | null;
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
         * ImagesAnswer
         * @description The pictures of one request.
         */
        ImagesAnswer: {
            /**
             * Background
             * @description Always opaque
             * @default opaque
             * @constant
             */
            background?: "opaque";
            /**
             * Created
             * @description Seconds since 1970
             */
            created: number;
            /**
             * Data
             * @description As many as were asked for
             */
            data: components["schemas"]["DrawnImage"][];
            /**
             * Output Format
             * @description Of the files
             * @enum {string}
             */
            output_format: "png" | "jpeg" | "webp";
            /**
             * Quality
             * @description As it was asked
             */
            quality?: string | null;
            /**
             * Size
             * @description As it was drawn, such as 1024x1024
             */
            size: string;
            /**
             * @description Zeros
             * @default {
             *       "input_tokens": 0,
             *       "input_tokens_details": {
             *         "image_tokens": 0,
             *         "text_tokens": 0
             *       },
             *       "output_tokens": 0,
             *       "total_tokens": 0
             *     }
             */
            usage?: components["schemas"]["Usage"];
        };
        /**
         * ImageUse
         * @description One picture that a generation starts from: its file in storage, by its content.
         */
        ImageUse: {
            /**
             * Key
             * @description Storage key of the picture
             */
            key: string;
            /**
             * Picture Id
             * @description The picture of the gallery it is, if it is one
             */
            picture_id?: string | null;
            /** Sha256 */
            sha256: string;
        };
        /**
         * Img2Img
         * @description Pictures from a picture.
         */
        Img2Img: {
            /**
             * Alwayson Scripts
             * @description Units of ControlNet are drawn with; all others are left out, with a note
             * @default {}
             */
            alwayson_scripts?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Batch Size
             * @description Pictures; n_iter times it, 64 at most
             * @default 1
             */
            batch_size?: number;
            /**
             * Cfg Scale
             * @description Guidance
             */
            cfg_scale?: number | null;
            /**
             * Clip Skip
             * @description As CLIP_stop_at_last_layers
             */
            clip_skip?: number | null;
            /**
             * Denoising Strength
             * @description How far the picture may leave it
             * @default 0.75
             */
            denoising_strength?: number;
            /**
             * Distilled Cfg Scale
             * @description Guidance of distilled models; then cfg_scale is the second one
             */
            distilled_cfg_scale?: number | null;
            /**
             * Do Not Save Grid
             * @description Taken and left out: no grids are made
             * @default false
             */
            do_not_save_grid?: boolean;
            /**
             * Do Not Save Samples
             * @description Taken and left out: save_images decides
             * @default false
             */
            do_not_save_samples?: boolean;
            /**
             * Eta
             * @description Taken and left out
             */
            eta?: number | null;
            /**
             * Force Task Id
             * @description Taken and left out
             */
            force_task_id?: string | null;
            /**
             * Height
             * @description Pixels, brought down to a multiple of 8
             */
            height?: number | null;
            /**
             * Image Cfg Scale
             * @description Taken and left out
             */
            image_cfg_scale?: number | null;
            /**
             * Include Init Images
             * @description Give init_images and mask back in parameters
             * @default false
             */
            include_init_images?: boolean;
            /**
             * Init Images
             * @description The picture to start from: base64, with or without `data:image/png;base64,` before it
             * @default []
             */
            init_images?: string[];
            /**
             * Initial Noise Multiplier
             * @description Taken and left out
             */
            initial_noise_multiplier?: number | null;
            /**
             * Inpaint Full Res
             * @description Draw the masked region alone, at full size
             * @default true
             */
            inpaint_full_res?: boolean;
            /**
             * Inpaint Full Res Padding
             * @description Margin around it in pixels
             * @default 0
             */
            inpaint_full_res_padding?: number;
            /**
             * Inpainting Fill
             * @description 1 starts from the picture; others do too, with a note
             * @default 1
             */
            inpainting_fill?: number;
            /**
             * Inpainting Mask Invert
             * @description 1: black is drawn anew
             * @default 0
             */
            inpainting_mask_invert?: number;
            /**
             * Mask
             * @description White is drawn anew: base64, with or without `data:image/png;base64,` before it
             */
            mask?: string | null;
            /**
             * Mask Blur
             * @description Softness of the mask's edge in pixels; 4 if left out
             */
            mask_blur?: number | null;
            /**
             * Mask Blur X
             * @description mask_blur under its newer names
             */
            mask_blur_x?: number | null;
            /**
             * Mask Blur Y
             * @description mask_blur under its newer names
             */
            mask_blur_y?: number | null;
            /**
             * N Iter
             * @description Times batch_size pictures
             * @default 1
             */
            n_iter?: number;
            /**
             * Negative Prompt
             * @description What to keep out of the picture
             * @default
             */
            negative_prompt?: string;
            /**
             * Override Settings
             * @description Options for this request: sd_model_checkpoint, sd_vae, CLIP_stop_at_last_layers
             * @default {}
             */
            override_settings?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Override Settings Restore Afterwards
             * @description false keeps override_settings as the caller's options
             * @default true
             */
            override_settings_restore_afterwards?: boolean;
            /**
             * Prompt
             * @description What to draw; `<lora:name:0.8>` in it adds a LoRA or a character
             * @default
             */
            prompt?: string;
            /**
             * Refiner Checkpoint
             * @description Taken and left out, with a note
             */
            refiner_checkpoint?: string | null;
            /**
             * Resize Mode
             * @description How it comes to the size: 0 stretches, 1 crops, 2 adds bars
             * @default 0
             */
            resize_mode?: number;
            /**
             * Restore Faces
             * @description Taken and left out, with a note
             * @default false
             */
            restore_faces?: boolean;
            /**
             * Sampler Index
             * @description The same under its old name
             */
            sampler_index?: string | null;
            /**
             * Sampler Name
             * @description One of /sdapi/v1/samplers
             */
            sampler_name?: string | null;
            /**
             * Save Images
             * @description true keeps them in the gallery, false for some minutes
             * @default false
             */
            save_images?: boolean;
            /**
             * Scheduler
             * @description One of /sdapi/v1/schedulers
             */
            scheduler?: string | null;
            /**
             * Script Args
             * @description Taken and left out
             * @default []
             */
            script_args?: components["schemas"]["JsonValue"][];
            /**
             * Script Name
             * @description There are no scripts: any name is refused
             */
            script_name?: string | null;
            /**
             * Seed
             * @description -1 for a random one; picture i has seed + i
             * @default -1
             */
            seed?: number;
            /**
             * Seed Resize From H
             * @description Taken and left out, with a note
             * @default -1
             */
            seed_resize_from_h?: number;
            /**
             * Seed Resize From W
             * @description Taken and left out, with a note
             * @default -1
             */
            seed_resize_from_w?: number;
            /**
             * Send Images
             * @description false answers without the pictures
             * @default true
             */
            send_images?: boolean;
            /**
             * Steps
             * @description Denoising steps
             */
            steps?: number | null;
            /**
             * Styles
             * @description Names of prompt styles
             * @default []
             */
            styles?: string[];
            /**
             * Subseed
             * @description Taken and left out
             * @default -1
             */
            subseed?: number;
            /**
             * Subseed Strength
             * @description Taken and left out, with a note
             * @default 0
             */
            subseed_strength?: number;
            /**
             * Tiling
             * @description Taken and left out, with a note
             * @default false
             */
            tiling?: boolean;
            /**
             * Width
             * @description Pixels, brought down to a multiple of 8
             */
            width?: number | null;
        };
        /**
         * ImportReport
         * @description What became of the files of an import.
         */
        ImportReport: {
            /**
             * Added
             * @description Pictures that are new
             * @default 0
             */
            added?: number;
            /**
             * Duplicates
             * @description Pictures that this class of this part has already
             * @default 0
             */
            duplicates?: number;
            /**
             * Ignored
             * @description Files that are no pictures, and hidden files
             * @default 0
             */
            ignored?: number;
            /**
             * Refusals
             * @description The first of these
             * @default []
             */
            refusals?: components["schemas"]["RefusedEntry"][];
            /**
             * Refused
             * @description Files that could not be used
             * @default 0
             */
            refused?: number;
        };
        /**
         * ImportShown
         * @description One import, and what became of its files.
         */
        ImportShown: {
            /**
             * Created At
             * Format: date-time
             * @description When they were sent
             */
            created_at: string;
            /** @description Why it failed, if it did */
            failure: components["schemas"]["JobFailure"] | null;
            /**
             * Finished At
             * @description When it ended
             */
            finished_at: string | null;
            /**
             * Job Id
             * @description Its job
             */
            job_id: string;
            /** @description How far it is */
            progress: components["schemas"]["Progress"] | null;
            /** @description Once all files are looked at */
            report: components["schemas"]["ImportReport"] | null;
            /**
             * State
             * @description How it stands
             * @enum {string}
             */
            state: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * Title
             * @description What was sent
             */
            title: string;
        };
        /**
         * ImportStarted
         * @description A job that brings pictures in, looks at a folder, or examines pictures.
         */
        ImportStarted: {
            /**
             * Dataset Id
             * @description Of which dataset
             */
            dataset_id: string;
            /**
             * Job Id
             * @description Follow it at /api/v1/jobs/{job_id}; cancel and resume it there
             */
            job_id: string;
        };
        /**
         * InProject
         * @description What a character is gathered under.
         */
        InProject: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * InputShown
         * @description One picture to start from, to mask, or to be guided by.
         */
        InputShown: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Filename
             * @description Name it came with, made harmless
             */
            filename: string;
            /**
             * Height
             * @description Pixels
             */
            height: number;
            /**
             * Id
             * @description What a request names, such as img_01k2v9…
             */
            id: string;
            /**
             * Notes
             * @description Of the upload: what was changed about the picture
             * @default []
             */
            notes?: string[];
            /**
             * Sha256
             * @description Of the picture as it is stored: upright, sRGB, without private metadata
             */
            sha256: string;
            /**
             * Size
             * @description Bytes
             */
            size: number;
            /**
             * Thumbnail Url
             * @description Signed link to a small WebP
             */
            thumbnail_url: string;
            /**
             * Url
             * @description Signed link to the picture
             */
            url: string;
            /**
             * Used At
             * Format: date-time
             * @description When a request named it last; unused ones are forgotten after a while
             */
            used_at: string;
            /**
             * Width
             * @description Pixels
             */
            width: number;
        };
        /**
         * InWorkShown
         * @description A generation that is being drawn.
         */
        InWorkShown: {
            /**
             * Eta Seconds
             * @description Until it is there, by the steps so far
             */
            eta_seconds: number | null;
            /**
             * Fraction
             * @description How far it is, 0 to 1
             */
            fraction: number;
            /**
             * Job Id
             * @description The same in /api/v1/jobs
             */
            job_id: string;
            /**
             * Model
             * @description The base model that draws it
             */
            model: string | null;
            /**
             * Request Id
             * @description If it came through this door
             */
            request_id: string | null;
        };
        /**
         * JobCancelled
         * @description What became of one of them.
         */
        JobCancelled: {
            /**
             * Cancelled
             * @description Whether it has ended, or will in a moment, because of this
             */
            cancelled: boolean;
            /**
             * Code
             * @description Why not
             */
            code?: string | null;
            /** Id */
            id: string;
            /** Message */
            message?: string | null;
            /**
             * State
             * @description As it stands now; null when there is no such job
             */
            state: ("queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled") | null;
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
         * JobsCancel
         * @description Which jobs to cancel: these, or all that wait and have not begun.
         */
        JobsCancel: {
            /**
             * All Waiting
             * @default false
             */
            all_waiting?: boolean;
            /**
             * Ids
             * @default []
             */
            ids?: string[];
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
            /**
             * Estimated Seconds
             * @description How long it will take once it begins, if jobs like it were measured
             */
            estimated_seconds: number | null;
            failure: components["schemas"]["JobFailure"] | null;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /**
             * Model
             * @description The base model it needs loaded
             */
            model: string | null;
            /**
             * Position
             * @description Place in the queue, from 1; 1001 for all beyond; null once placed
             */
            position: number | null;
            /**
             * Priority
             * @description Lower goes first
             */
            priority: number;
            progress: components["schemas"]["Progress"];
            /**
             * Request Id
             * @description Of the request that asked for it; the logs name it
             */
            request_id?: string | null;
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
            /**
             * Title
             * @description What it makes, in a few words; empty for jobs of before
             */
            title: string;
            /**
             * Waiting For
             * @description Why it waits, in words; null when it does not, or is about to start
             */
            waiting_for: string | null;
            /**
             * Wishes
             * @description What was asked of it while it runs, and is not done yet
             */
            wishes: string[];
            /**
             * Worker
             * @description Id of the worker that has it
             */
            worker: string | null;
            /** Worker Name */
            worker_name: string | null;
        };
        /**
         * JobsSummary
         * @description The queue in four numbers, each of which ends at 10 000.
         */
        JobsSummary: {
            /** Done Today */
            done_today: number;
            /** Failed Today */
            failed_today: number;
            /** Running */
            running: number;
            /** Waiting */
            waiting: number;
        };
        /**
         * Joined
         * @description What an agent needs for its work. The answer holds secrets.
         */
        Joined: {
            /** Agent Id */
            agent_id: string;
            /** Labels */
            labels: {
                [key: string]: string;
            };
            /** Name */
            name: string;
            /** Pod Id */
            pod_id: string | null;
            /**
             * Secret
             * @description Its own, with which it comes again; told when it first joins alone
             */
            secret: string | null;
            /**
             * Settings
             * @description Settings of the studio that its workers need, without SAFELIGHT_
             */
            settings: {
                [key: string]: string;
            };
            /** Speaks */
            speaks: number;
            /**
             * Version
             * @description Of the studio's Safelight
             */
            version: string;
            /**
             * Warnings
             * @description What should be put right, though it works
             * @default []
             */
            warnings?: string[];
        };
        /**
         * Joining
         * @description A machine that wants to work here, shown by a join token or by the secret it was given.
         */
        Joining: {
            /** Host */
            host: string;
            /**
             * Labels
             * @description What its workers are called by, beside the token's labels
             * @default {}
             */
            labels?: {
                [key: string]: string;
            };
            /** Name */
            name: string;
            /**
             * Secret
             * @description What it will come again with: random, and of its own making; made here if left out
             */
            secret?: string | null;
            /**
             * Speaks
             * @description What it says to a server has this version
             */
            speaks: number;
            /** Version */
            version: string;
        };
        /**
         * JoinTokenCreate
         * @description What a token is for.
         */
        JoinTokenCreate: {
            /**
             * Hours
             * @description Hours in which they may join; null is no limit
             * @default 24
             */
            hours?: number | null;
            /**
             * Labels
             * @description What the workers of machines that join by it are called by
             * @default {}
             */
            labels?: {
                [key: string]: string;
            };
            /**
             * Name
             * @description What people call it, such as the place that its machines stand in
             */
            name: string;
            /**
             * Uses
             * @description Machines that may join by it; null is any number
             * @default 1
             */
            uses?: number | null;
        };
        /**
         * JoinTokenMade
         * @description A new token, and how a machine joins by it. No other answer holds the token.
         */
        JoinTokenMade: {
            /**
             * Command
             * @description What joins by it, on a machine that has Safelight
             */
            command: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Id */
            id: string;
            /** Labels */
            labels: {
                [key: string]: string;
            };
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
            /**
             * Pod Id
             * @description The rented pod that it was made for
             */
            pod_id: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /** Token */
            token: string;
            /**
             * Usable
             * @description Whether a machine could join by it now
             */
            usable: boolean;
            /**
             * Uses Left
             * @description Machines that may still join by it; null is any number
             */
            uses_left: number | null;
        };
        /**
         * JoinTokenShown
         * @description A token, without what opens.
         */
        JoinTokenShown: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Id */
            id: string;
            /** Labels */
            labels: {
                [key: string]: string;
            };
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
            /**
             * Pod Id
             * @description The rented pod that it was made for
             */
            pod_id: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /**
             * Usable
             * @description Whether a machine could join by it now
             */
            usable: boolean;
            /**
             * Uses Left
             * @description Machines that may still join by it; null is any number
             */
            uses_left: number | null;
        };
        JsonValue: unknown;
        /**
         * KeyCreate
         * @description A new API key, for a program.
         */
        KeyCreate: {
            /**
             * Expires In Days
             * @description Null is never
             */
            expires_in_days?: number | null;
            /** @description Beside the limits of the account, which hold as well */
            limits?: components["schemas"]["Limits"] | null;
            /**
             * Name
             * @description What it is for; one key of a name at a time
             * @example My app
             */
            name: string;
            /**
             * Scopes
             * @description What the program may do; no more than you may yourself
             * @default [
             *       "read",
             *       "generate"
             *     ]
             */
            scopes?: ("read" | "generate" | "train" | "admin")[];
        };
        /**
         * KeyGiven
         * @description A provider's key.
         */
        KeyGiven: {
            /**
             * Key
             * Format: password
             */
            key: string;
        };
        /**
         * KeyMade
         * @description A new key.
         */
        KeyMade: {
            /** @description Whose it is */
            account: components["schemas"]["KeyOwner"];
            /**
             * Created At
             * Format: date-time
             * @description When it was made
             */
            created_at: string;
            /**
             * Expires At
             * @description From when it is over; null is never
             */
            expires_at: string | null;
            /**
             * Id
             * @description key_…
             */
            id: string;
            /**
             * Key
             * @description The key itself, shown this once: it is kept as a hash only
             */
            key: string;
            /** @description Its own, beside those of its account; null for none */
            limits: components["schemas"]["Limits"] | null;
            /**
             * Name
             * @description What it is for
             */
            name: string;
            /**
             * Revoked At
             * @description When it was revoked; null while it works
             */
            revoked_at: string | null;
            /**
             * Scopes
             * @description What it was made for; it never does more than its account may
             */
            scopes: ("read" | "generate" | "train" | "admin")[];
            /**
             * Start
             * @description How the key begins, to tell it by
             */
            start: string;
            /**
             * Used At
             * @description When it was last used, to the minute; null is never
             */
            used_at: string | null;
        };
        /**
         * KeyOwner
         * @description Whose key it is.
         */
        KeyOwner: {
            /**
             * Id
             * @description acc_…
             */
            id: string;
            /**
             * Name
             * @description What they log in with
             */
            name: string;
        };
        /**
         * KeyShown
         * @description One API key, without the key itself.
         */
        KeyShown: {
            /** @description Whose it is */
            account: components["schemas"]["KeyOwner"];
            /**
             * Created At
             * Format: date-time
             * @description When it was made
             */
            created_at: string;
            /**
             * Expires At
             * @description From when it is over; null is never
             */
            expires_at: string | null;
            /**
             * Id
             * @description key_…
             */
            id: string;
            /** @description Its own, beside those of its account; null for none */
            limits: components["schemas"]["Limits"] | null;
            /**
             * Name
             * @description What it is for
             */
            name: string;
            /**
             * Revoked At
             * @description When it was revoked; null while it works
             */
            revoked_at: string | null;
            /**
             * Scopes
             * @description What it was made for; it never does more than its account may
             */
            scopes: ("read" | "generate" | "train" | "admin")[];
            /**
             * Start
             * @description How the key begins, to tell it by
             */
            start: string;
            /**
             * Used At
             * @description When it was last used, to the minute; null is never
             */
            used_at: string | null;
        };
        /**
         * KeyUpdate
         * @description What may be changed of a key; what is left out stays.
         */
        KeyUpdate: {
            /** @description Null where only the account's hold */
            limits?: components["schemas"]["Limits"] | null;
            /**
             * Name
             * @description What it is for
             * @default
             * @example My app
             */
            name?: string;
        };
        /**
         * LabelProbability
         * @description How likely a class is.
         */
        LabelProbability: {
            /** Label */
            label: string;
            /** Probability */
            probability: number;
        };
        /**
         * Lack
         * @description One thing that keeps a server from running a template.
         */
        Lack: {
            /**
             * Hint
             * @description What to do about it, such as where to get it
             * @default
             */
            hint?: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "node" | "model" | "input" | "value";
            /** Message */
            message: string;
            /**
             * Name
             * @description The node's class, the model's file, or the input
             */
            name: string;
        };
        /**
         * LearntPicture
         * @description One picture that was learnt from, with what was said of it.
         */
        LearntPicture: {
            /** Caption */
            caption: string;
            /** Filename */
            filename: string;
            /** Id */
            id: string;
            /**
             * Mask Sha256
             * @description Of the mask on it, where it had one
             */
            mask_sha256?: string | null;
            /**
             * Repeats
             * @description Times it was shown where others are shown once
             * @default 1
             */
            repeats?: number;
            /** Sha256 */
            sha256: string;
        };
        /**
         * Leaving
         * @description A pod that a rule would end.
         */
        Leaving: {
            /** Pod Id */
            pod_id: string;
            /**
             * Why
             * @description A sentence
             */
            why: string;
        };
        /**
         * LikenessScores
         * @description How the pictures of one step of a training score, each 0..1; null where it could not be told.
         */
        LikenessScores: {
            /**
             * Diversity
             * @description How different the pictures are from each other; 1 as different as the references
             */
            diversity?: number | null;
            /**
             * Drift
             * @description How far pictures of other things have moved from the base's own: 0 not at all
             */
            drift?: number | null;
            /**
             * Embedder
             * @description What looked at the pictures
             */
            embedder?: string | null;
            /**
             * Likeness
             * @description 0 as the base draws the words, 1 as the references are
             */
            likeness?: number | null;
            /**
             * Prompt Fit
             * @description How well the pictures show the rest of their prompts
             */
            prompt_fit?: number | null;
            /**
             * Score
             * @description All of them in one: what the best checkpoint is chosen by
             */
            score?: number | null;
        };
        /**
         * Limits
         * @description How much one account, or one key, may ask for; null is no limit. A key's limits lie within its account's.
         */
        Limits: {
            /**
             * Jobs At Once
             * @description Jobs that may be at work for them together
             */
            jobs_at_once?: number | null;
            /**
             * Jobs Waiting
             * @description Jobs of theirs that may wait in the queue
             */
            jobs_waiting?: number | null;
            /**
             * Pictures Per Day
             * @description Pictures and films a day (UTC)
             */
            pictures_per_day?: number | null;
            /**
             * Requests Per Minute
             * @description Requests in any 60 seconds
             */
            requests_per_minute?: number | null;
            /**
             * Seconds Per Day
             * @description Seconds of a worker's time a day (UTC)
             */
            seconds_per_day?: number | null;
            /**
             * Storage Gb
             * @description GB that what they keep may take
             */
            storage_gb?: number | null;
        };
        /**
         * LimitShown
         * @description One limit, and what is left.
         */
        LimitShown: {
            /**
             * Limit
             * @description How much there may be
             */
            limit: number;
            /**
             * Name
             * @description requests_per_minute, jobs_at_once, jobs_waiting, pictures_per_day, seconds_per_day or storage_gb
             */
            name: string;
            /**
             * Of
             * @description Whose limit it is
             * @enum {string}
             */
            of: "account" | "key" | "installation";
            /**
             * Remaining
             * @description What is left
             */
            remaining: number;
            /**
             * Resets At
             * @description When there is more again; null of what time does not bring back
             */
            resets_at: string | null;
            /**
             * Used
             * @description How much there is, with what jobs that wait and run will take
             */
            used: number;
        };
        /**
         * LimitsOfRoles
         * @description What accounts may have that have no limits of their own.
         */
        LimitsOfRoles: {
            /**
             * @description An admin
             * @default {}
             */
            admin?: components["schemas"]["Limits"];
            /**
             * @description A member
             * @default {}
             */
            member?: components["schemas"]["Limits"];
            /**
             * @description A viewer
             * @default {}
             */
            viewer?: components["schemas"]["Limits"];
        };
        /**
         * LoadCancelled
         * @description What became of the wish to stop loading.
         */
        LoadCancelled: {
            /**
             * Job Ids
             * @description The load jobs that this is about
             */
            job_ids: string[];
            /** Model */
            model: string;
            /**
             * Status
             * @description cancelled before it began; cancelling: it stops within a second; loaded: it came too late
             * @enum {string}
             */
            status: "cancelled" | "cancelling" | "loaded" | "not_loading";
        };
        /**
         * LoadOptions
         * @description Independent switches; a pair that diffusers cannot do is refused, with what would work.
         *
         *     None of them is tied to a model: each holds for whatever has the part it is about.
         */
        LoadOptions: {
            /**
             * Attention
             * @description Attention back end, by diffusers' name; its own if empty
             */
            attention?: string | null;
            /**
             * Attention Slicing
             * @description Compute attention in slices
             * @default false
             */
            attention_slicing?: boolean;
            /**
             * Channels Last
             * @description Memory layout that suits convolutions on GPUs
             * @default false
             */
            channels_last?: boolean;
            /**
             * Compile
             * @description torch.compile; regional compiles the repeated blocks only
             * @default off
             * @enum {string}
             */
            compile?: "off" | "regional" | "full" | "max-autotune";
            /**
             * Cpu Offload
             * @description Keep parts in main memory, one on the device at a time
             * @default false
             */
            cpu_offload?: boolean;
            /**
             * Device Map
             * @description Spread over devices, by one of diffusers' own plans
             */
            device_map?: string | null;
            /**
             * Group Offload
             * @description Groups of layers, moved while others compute
             * @default false
             */
            group_offload?: boolean;
            /**
             * Low Cpu Memory
             * @description Never hold the weights twice while loading
             * @default true
             */
            low_cpu_memory?: boolean;
            /**
             * Precision
             * @description Number type of the weights; auto suits the device
             * @default auto
             * @enum {string}
             */
            precision?: "auto" | "f32" | "f16" | "bf16";
            /**
             * Quantization
             * @description Store weights in fewer bits
             * @default none
             * @enum {string}
             */
            quantization?: "none" | "int8" | "int4" | "nf4" | "fp4" | "fp8";
            /**
             * Quantize Parts
             * @description Parts to quantize, such as transformer; the denoiser and large text encoders if empty
             * @default []
             */
            quantize_parts?: string[];
            /**
             * Sequential Cpu Offload
             * @description Layer by layer: least memory, very slow
             * @default false
             */
            sequential_cpu_offload?: boolean;
            /**
             * Step Cache
             * @description Skip computing that changes little: faster, not the same
             * @default off
             * @enum {string}
             */
            step_cache?: "off" | "first_block" | "pyramid_attention" | "faster" | "taylorseer" | "mag";
            /**
             * Vae Slicing
             * @description Decode pictures of a batch one by one
             * @default false
             */
            vae_slicing?: boolean;
            /**
             * Vae Tiling
             * @description Decode large pictures in tiles
             * @default false
             */
            vae_tiling?: boolean;
        };
        /**
         * LoadRequest
         * @description How to load a model; everything may be left out.
         */
        LoadRequest: {
            /** @description Those set for the model if left out */
            options?: components["schemas"]["LoadOptions"] | null;
            /**
             * Pin
             * @description Keep it in memory until it is unloaded by hand
             * @default false
             */
            pin?: boolean;
            /**
             * Worker
             * @description Name or id of one worker; any if left out
             */
            worker?: string | null;
        };
        /**
         * LoadStarted
         * @description A load in the queue; its job tells how far it is.
         */
        LoadStarted: {
            /** Job Id */
            job_id: string;
            /** Model */
            model: string;
            /** @description The options it will be loaded with */
            options: components["schemas"]["LoadOptions"];
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * Worker
             * @description The worker that must do it, if one was named
             */
            worker: string | null;
        };
        /**
         * LogIn
         * @description Name and password.
         */
        LogIn: {
            /**
             * Name
             * @description The account's name, in any case
             */
            name: string;
            /**
             * Password
             * Format: password
             * @description Its password
             */
            password: string;
            /**
             * Want Refresh Token
             * @description In the answer instead of a cookie: for programs
             * @default false
             */
            want_refresh_token?: boolean;
        };
        /**
         * LoginAnswer
         * @description Somebody is logged in.
         */
        LoginAnswer: {
            /**
             * Access Token
             * @description Sent as `Authorization: Bearer …`
             */
            access_token: string;
            /** @description Who is logged in */
            account: components["schemas"]["AccountShown"];
            /**
             * Expires In
             * @description Seconds that the access token is good for
             */
            expires_in: number;
            /**
             * Refresh Token
             * @description For POST /auth/refresh, once; null where a cookie holds it
             */
            refresh_token: string | null;
            /**
             * Token Type
             * @description How the token is sent
             * @default Bearer
             * @constant
             */
            token_type?: "Bearer";
        };
        /**
         * LoginShown
         * @description One browser or program that is logged in.
         */
        LoginShown: {
            /**
             * Address
             * @description Where it was seen last
             */
            address: string;
            /**
             * Client
             * @description What it says it is: its User-Agent
             */
            client: string;
            /**
             * Created At
             * Format: date-time
             * @description When it logged in
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             * @description When it ends unless it goes on before
             */
            expires_at: string;
            /**
             * Id
             * @description login_…
             */
            id: string;
            /**
             * Is Current
             * @description Whether this request came from it
             */
            is_current: boolean;
            /**
             * Seen At
             * Format: date-time
             * @description When it last went on
             */
            seen_at: string;
        };
        /**
         * Lora
         * @description A LoRA of the shelf, or a trained character.
         */
        Lora: {
            /**
             * Alias
             * @description As its maker calls it
             */
            alias: string;
            /**
             * Metadata
             * @description The base model it is for, and the words that call it
             */
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Name
             * @description For `<lora:name:1>`
             */
            name: string;
            /**
             * Path
             * @description Name of its file
             */
            path: string;
        };
        /**
         * LoraAsk
         * @description A LoRA that a request wants in its pictures.
         */
        LoraAsk: {
            /**
             * Name
             * @description LoRA among the models, a character by id or name, or the file's sha256
             */
            name: string;
            /**
             * Scale
             * @description Strength
             * @default 1
             */
            scale?: number;
            /**
             * Text Encoder Scale
             * @description Strength in the text encoders; that of `scale` if left out
             */
            text_encoder_scale?: number | null;
        };
        /**
         * LoraPlace
         * @description Where LoRAs come in: a loader node, left out when there is none, and repeated when there are several.
         */
        LoraPlace: {
            /**
             * Clip Strength
             * @description null where it loads no text encoder
             * @default strength_clip
             */
            clip_strength?: string | null;
            /**
             * Model Strength
             * @default strength_model
             */
            model_strength?: string;
            /**
             * Name
             * @default lora_name
             */
            name?: string;
            /**
             * Node
             * @description Id of a LoraLoader or LoraLoaderModelOnly
             */
            node: string;
            /**
             * Passes
             * @description Which input each output is when there is no LoRA; model and clip, in this order, if empty
             * @default {}
             */
            passes?: {
                [key: string]: string;
            };
        };
        /**
         * LoraUse
         * @description One LoRA in a generation: the file, and how strongly.
         */
        LoraUse: {
            /**
             * Key
             * @description Storage key of the .safetensors file, or model:<name> of a LoRA among the models
             */
            key: string;
            /**
             * Name
             * @description Of the LoRA among the models, or of the character
             */
            name?: string | null;
            /**
             * Scale
             * @default 1
             */
            scale?: number;
            /** Sha256 */
            sha256: string;
            /**
             * Text Encoder Scale
             * @description In the text encoders, if not that of `scale`
             */
            text_encoder_scale?: number | null;
        };
        /**
         * MadeBy
         * @description The generation that made a picture.
         */
        MadeBy: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /** Notes */
            notes: string[];
            plan: components["schemas"]["GenerationPlan"];
            /**
             * Prompt
             * @description As it was asked
             */
            prompt: string;
        };
        /**
         * MadeWith
         * @description A character as it was when the picture was made.
         */
        MadeWith: {
            /**
             * Exists
             * @description Whether the character is still there
             */
            exists: boolean;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Version
             * @description null when that version is not known any more
             */
            version: number | null;
        };
        /**
         * Manifest
         * @description What a template is for, and which inputs of its graph a run may choose.
         */
        Manifest: {
            /**
             * Checkpoints
             * @description File at ComfyUI of each base model of this studio, where names differ
             * @default {}
             */
            checkpoints?: {
                [key: string]: string;
            };
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Family
             * @description Of its base model: sd, sdxl, flux …
             */
            family?: string | null;
            /**
             * Fps
             * @description Of a film, where no input of that name says otherwise
             * @default 8
             */
            fps?: number;
            /**
             * Inputs
             * @default []
             */
            inputs?: components["schemas"]["WorkflowInput"][];
            /**
             * Kind
             * @default image
             * @enum {string}
             */
            kind?: "image" | "video" | "upscale";
            /** @description How characters and LoRAs are put in; null if they cannot */
            loras?: components["schemas"]["LoraPlace"] | null;
            /**
             * Name
             * @description How requests name it
             */
            name: string;
            /**
             * Needs
             * @description Model files without which it cannot run
             * @default []
             */
            needs?: components["schemas"]["ModelNeed"][];
            /**
             * Nodes
             * @description Where nodes come from that ComfyUI lacks
             * @default []
             */
            nodes?: components["schemas"]["NodeNeed"][];
            /**
             * Outputs
             * @description Nodes whose pictures or film are the result
             */
            outputs: string[];
            /**
             * Title
             * @default
             */
            title?: string;
        };
        /**
         * Me
         * @description Who calls.
         */
        Me: {
            /**
             * Account Id
             * @description Empty for the local user, and for the installation's own key
             */
            account_id: string;
            /**
             * By
             * @description How they showed who they are
             * @enum {string}
             */
            by: "local" | "installation" | "login" | "key";
            /**
             * Full Name
             * @description As others read it; may be empty
             */
            full_name: string;
            /**
             * Name
             * @description What they log in with; local or installation without an account
             */
            name: string;
            /**
             * Role
             * @description admin, member or viewer
             * @enum {string}
             */
            role: "admin" | "member" | "viewer";
            /**
             * Scopes
             * @description What this caller may do: a key's are fewer than its account's
             */
            scopes: ("read" | "generate" | "train" | "admin")[];
        };
        /**
         * MemberRole
         * @description How a project is shared with somebody.
         */
        MemberRole: {
            /**
             * Role
             * @description A viewer looks at what is in it and draws with it; an editor also changes, trains and adds
             * @default viewer
             * @enum {string}
             */
            role?: "viewer" | "editor";
        };
        /**
         * MemberShown
         * @description Somebody a project is shared with.
         */
        MemberShown: {
            /**
             * Account Id
             * @description Of whom it is shared with
             */
            account_id: string;
            /**
             * Created At
             * Format: date-time
             * @description Since when
             */
            created_at: string;
            /**
             * Full Name
             * @description What they are called; may be empty
             */
            full_name: string;
            /**
             * Name
             * @description By which they log in
             */
            name: string;
            /**
             * Role
             * @description viewer or editor
             * @enum {string}
             */
            role: "viewer" | "editor";
        };
        /**
         * Memory
         * @description Memory where pictures are drawn: of the first worker with a GPU, else of the first worker.
         */
        Memory: {
            /** @description Memory of the GPU */
            cuda: components["schemas"]["Cuda"];
            /** @description Main memory */
            ram: components["schemas"]["Ram"];
        };
        /**
         * MemoryShown
         * @description What every live worker holds.
         */
        MemoryShown: {
            /** Workers */
            workers: components["schemas"]["WorkerMemory"][];
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
         * Metrics
         * @description What a model was found to be worth on one part of a dataset.
         */
        Metrics: {
            /** Accuracy */
            accuracy: number;
            /**
             * Auroc
             * @description Macro, one against the rest; None where a class is missing
             */
            auroc: number | null;
            /**
             * Count
             * @description Pictures
             */
            count: number;
            /**
             * Ece
             * @description Expected calibration error, 15 bins of confidence
             */
            ece: number;
            /** Loss */
            loss: number;
            /** Macro F1 */
            macro_f1: number;
            /** Macro Precision */
            macro_precision: number;
            /** Macro Recall */
            macro_recall: number;
            /**
             * Split
             * @enum {string}
             */
            split: "train" | "val" | "test";
            /** Top K */
            top_k: number;
        };
        /**
         * MeUpdate
         * @description What somebody may change of their own account.
         */
        MeUpdate: {
            /**
             * Full Name
             * @description As others read it
             */
            full_name: string;
        };
        /**
         * Missing
         * @description Something that a recipe needs and that is not here, or that could not be taken over.
         */
        Missing: {
            /**
             * Field
             * @description The part of the request that it concerns
             */
            field: string;
            /** Hint */
            hint: string;
            /** Message */
            message: string;
        };
        /**
         * ModelAdd
         * @description A model that stays where it is.
         */
        ModelAdd: {
            /**
             * Name
             * @description How requests shall name it; as its file if left out
             */
            name?: string | null;
            /**
             * Path
             * @description Absolute path of its folder or .safetensors file, on the server's machine
             */
            path: string;
        };
        /**
         * ModelCard
         * @description Something that draws, by the name that `model` takes.
         */
        ModelCard: {
            /**
             * Created
             * @description Seconds since 1970
             */
            created: number;
            /**
             * Id
             * @description The name
             */
            id: string;
            /**
             * Object
             * @description Always model
             * @default model
             * @constant
             */
            object?: "model";
            /**
             * Owned By
             * @description Always safelight
             * @default safelight
             * @constant
             */
            owned_by?: "safelight";
            /**
             * Root
             * @description The base model that draws
             */
            root: string;
        };
        /**
         * ModelCards
         * @description All that draws.
         */
        ModelCards: {
            /**
             * Data
             * @description Bases, characters, bases with a LoRA, aliases
             */
            data: components["schemas"]["ModelCard"][];
            /**
             * Object
             * @description Always list
             * @default list
             * @constant
             */
            object?: "list";
        };
        /**
         * ModelConvert
         * @description Make a diffusers folder of a model, its weights stored as they will be served.
         */
        ModelConvert: {
            /**
             * Dtype
             * @description Number type of the weights; casting at each load costs seconds
             * @default bf16
             * @enum {string}
             */
            dtype?: "bf16" | "f16" | "f32";
            /**
             * Name
             * @description Of the new model; the old name and the type if left out
             */
            name?: string | null;
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
            scheduler?: "ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "edm_dpmpp_2m" | "edm_euler" | "euler" | "euler_a" | "heun" | "kdpm2" | "kdpm2_a" | "lcm" | "lms" | "pndm" | "sa_solver" | "tcd" | "unipc";
            /**
             * Width
             * @default 512
             */
            width?: number;
        };
        /**
         * ModelList
         * @description The shelf.
         */
        ModelList: {
            /**
             * Broken
             * @description What cannot be used, with the reason
             * @default []
             */
            broken?: components["schemas"]["BrokenModel"][];
            /**
             * Items
             * @description The built-in ones first
             */
            items: components["schemas"]["ModelShown"][];
            /**
             * Next
             * @description Always null: the list is whole
             */
            next?: null;
        };
        /**
         * ModelNeed
         * @description A file that must lie in one of ComfyUI's model folders.
         */
        ModelNeed: {
            /**
             * File
             * @description Its name, as ComfyUI lists it
             */
            file: string;
            /**
             * Folder
             * @description checkpoints, loras, vae, upscale_models …
             */
            folder: string;
            /**
             * Get It From
             * @description Address of the page it is downloaded from
             * @default
             */
            get_it_from?: string;
        };
        /**
         * ModelPath
         * @description A file or folder on the server's machine.
         */
        ModelPath: {
            /**
             * Path
             * @description Absolute, or below the models folder
             */
            path: string;
        };
        /**
         * ModelRemoved
         * @description What became of a model that was removed.
         */
        ModelRemoved: {
            /**
             * Files
             * @description kept: they lie outside the models folder
             * @enum {string}
             */
            files: "deleted" | "kept";
            /**
             * Freed Bytes
             * @description Of its weights
             */
            freed_bytes: number;
            /**
             * Name
             * @description What it was called
             */
            name: string;
        };
        /**
         * ModelSettings
         * @description What a person has set for a model; all else comes from its files.
         */
        ModelSettings: {
            /**
             * @description Of its pictures
             * @default {}
             */
            defaults?: components["schemas"]["DefaultChanges"];
            /** @description How it is brought into memory; null: as the server does */
            load?: components["schemas"]["LoadOptions"] | null;
            /**
             * @description Of its LoRA preset
             * @default {}
             */
            training?: components["schemas"]["TrainOverrides"];
        };
        /**
         * ModelShown
         * @description One model, where it is, and where it is in memory.
         */
        ModelShown: {
            /**
             * Built In
             * @description It ships with Safelight
             * @default false
             */
            built_in?: boolean;
            defaults: components["schemas"]["ModelDefaults"];
            /**
             * Description
             * @description What it draws, in its maker's words
             */
            description?: string | null;
            /**
             * Distilled
             * @description Made for few steps; null when its files do not tell
             */
            distilled?: boolean | null;
            /**
             * Dtype
             * @description Number type of its weights on disk, such as float16
             */
            dtype?: string | null;
            /**
             * Family
             * @description sd, sdxl, sd3, flux, svd …: what fits what; null when only its pipeline class is known
             */
            family: string | null;
            /**
             * Format
             * @description How its files are laid out
             * @default diffusers
             * @enum {string}
             */
            format?: "diffusers" | "single-file" | "transformers" | "timm" | "diffusers-lora" | "kohya" | "upscaler" | "embedding";
            /**
             * Kind
             * @description What it is for; component: a part of a pipeline, of no use alone
             * @default base
             * @enum {string}
             */
            kind?: "base" | "video" | "lora" | "vae" | "embedding" | "controlnet" | "upscaler" | "captioner" | "classifier" | "component";
            /**
             * Licence
             * @description As its model card names it, such as openrail++
             */
            licence?: string | null;
            /**
             * @description How it is brought into memory
             * @default {
             *       "attention_slicing": false,
             *       "channels_last": false,
             *       "compile": "off",
             *       "cpu_offload": false,
             *       "group_offload": false,
             *       "low_cpu_memory": true,
             *       "precision": "auto",
             *       "quantization": "none",
             *       "quantize_parts": [],
             *       "sequential_cpu_offload": false,
             *       "step_cache": "off",
             *       "vae_slicing": false,
             *       "vae_tiling": false
             *     }
             */
            load?: components["schemas"]["LoadOptions"];
            /**
             * Loaded On
             * @description Names of the workers that have it in memory
             */
            loaded_on: string[];
            /**
             * Location
             * @description Its path: below the models folder, or whole if it lies elsewhere
             */
            location: string;
            /**
             * Managed
             * @description Its files lie in the models folder and can be deleted from here
             * @default true
             */
            managed?: boolean;
            /**
             * Name
             * @description How requests name it
             */
            name: string;
            /**
             * Network
             * @description Of a LoRA: lora, dora, loha, lokr …; only lora can be used
             */
            network?: string | null;
            /**
             * Notes
             * @description What a person should know of the files
             * @default []
             */
            notes?: string[];
            /**
             * Parameters
             * @description How many numbers its weights are
             * @default 0
             */
            parameters?: number;
            /**
             * Pipeline
             * @description The class of diffusers (or transformers) that loads it; null of a LoRA, an embedding, an upscaler
             */
            pipeline: string | null;
            /**
             * Prediction Type
             * @description What its denoiser predicts: epsilon, v_prediction or flow_prediction, where told
             */
            prediction_type?: string | null;
            /**
             * Rank
             * @description Of a LoRA: its largest rank
             */
            rank?: number | null;
            /**
             * Scale
             * @description Of an upscaler: how many times larger it draws
             */
            scale?: number | null;
            /** @description The part of defaults, load and training that a person has set */
            settings: components["schemas"]["ModelSettings"];
            /**
             * Sha256
             * @description Of a single file: of its bytes. Of a folder: of the list of its weight files' paths and SHA-256s. Null until it was computed
             */
            sha256?: string | null;
            /**
             * Size Bytes
             * @description Bytes of its weights
             */
            size_bytes: number;
            /**
             * Source
             * @description Where it was downloaded from
             */
            source?: {
                [key: string]: unknown;
            } | null;
            /**
             * Stored
             * @description Whether its files lie in the storage too, where workers on other machines fetch them; outdated: they were changed since
             * @default no
             * @enum {string}
             */
            stored?: "no" | "yes" | "outdated";
            /**
             * Takes
             * @description Of a base model: fields of a request that it takes, of those that not every model does; null is not known before it is loaded
             */
            takes?: ("negative_prompt" | "guidance_scale" | "true_cfg_scale" | "guidance_rescale" | "clip_skip" | "image" | "strength" | "mask_image" | "controls" | "hires")[] | null;
            /**
             * Title
             * @description As its maker calls it
             */
            title?: string | null;
            /** @description The LoRA preset for this model */
            training: components["schemas"]["TrainSpec"];
            /**
             * Variant
             * @description It takes more than words, such as a mask to inpaint
             */
            variant?: ("inpaint" | "edit" | "depth" | "refiner" | "upscale" | "control" | "redux") | null;
            /**
             * Version
             * @description Within the family: 1.x, 2.x, 3.5-large, schnell …; of an upscaler its architecture
             */
            version?: string | null;
            /**
             * Words
             * @description Words that call it: an embedding's token, a LoRA's trigger
             * @default []
             */
            words?: string[];
        };
        /**
         * ModelUnstored
         * @description What became of a model's files in the storage.
         */
        ModelUnstored: {
            /**
             * Freed Bytes
             * @description Of files that no other stored model has
             */
            freed_bytes: number;
            /**
             * Name
             * @description Of the model
             */
            name: string;
        };
        /**
         * ModelUpdate
         * @description What is left out stays; null sets back to what the files say.
         */
        ModelUpdate: {
            /** @description Of its pictures */
            defaults?: components["schemas"]["DefaultChanges"] | null;
            /**
             * Description
             * @description What it draws
             */
            description?: string | null;
            /**
             * Licence
             * @description Under which terms it may be used
             */
            licence?: string | null;
            /** @description How it is brought into memory */
            load?: components["schemas"]["LoadOptions"] | null;
            /**
             * Name
             * @description Call it otherwise; its files keep their names
             */
            name?: string | null;
            /** @description Of its LoRA preset */
            training?: components["schemas"]["TrainOverrides"] | null;
        };
        /**
         * ModelUse
         * @description A model that helps the base model, such as another VAE: its name, and its content where that is known.
         */
        ModelUse: {
            /** Name */
            name: string;
            /** Sha256 */
            sha256?: string | null;
        };
        /**
         * Modules
         * @description What could make a guiding picture of any other.
         */
        Modules: {
            /**
             * Module List
             * @description none: pictures guide as they are
             */
            module_list: string[];
        };
        /**
         * Month
         * @description The pictures of one month, newest first.
         */
        Month: {
            /**
             * Anchors
             * @description Ids of the pictures 0, 200, 400, … of the month, to pass as `from`
             */
            anchors: string[];
            /** Count */
            count: number;
            /**
             * Month
             * @description 2026-11, UTC
             */
            month: string;
            /**
             * Shapes
             * @description One letter per picture: width / height is 2 ** ((place in A-Za-z0-9-_ minus 32) / 16)
             */
            shapes: string;
        };
        /**
         * Neighbours
         * @description The pictures beside one, under the same filters.
         */
        Neighbours: {
            /**
             * Next
             * @description The next older one
             */
            next: string | null;
            /**
             * Previous
             * @description The next newer one
             */
            previous: string | null;
        };
        /**
         * NodeNeed
         * @description A node that does not come with ComfyUI itself.
         */
        NodeNeed: {
            /** Class Type */
            class_type: string;
            /**
             * Install
             * @description The package of custom nodes that brings it
             */
            install: string;
        };
        /**
         * Nothing
         * @description Nothing to say.
         */
        Nothing: Record<string, never>;
        /**
         * OnnxFile
         * @description A run's model for ONNX runtimes, checked against torch before it is offered.
         */
        OnnxFile: {
            /**
             * Checked On
             * @description Pictures of the check, in batches of several sizes
             */
            checked_on: number;
            /**
             * Input Name
             * @default pixel_values
             */
            input_name?: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /**
             * Max Difference
             * @description Largest difference of any logit from torch's, in the check
             */
            max_difference: number;
            /**
             * Opset
             * @description Version of ONNX's operators
             */
            opset: number;
            /**
             * Output Name
             * @default logits
             */
            output_name?: string;
            /** Sha256 */
            sha256: string;
            /**
             * Shape
             * @description Of the input: batch, channels, height, width
             */
            shape: (number | string)[];
            /**
             * Size
             * @description Bytes
             */
            size: number;
        };
        /**
         * OnnxState
         * @description Whether a run's model is there for ONNX runtimes.
         */
        OnnxState: {
            failure?: components["schemas"]["JobFailure"] | null;
            /**
             * Job Id
             * @description Of the newest job that made or makes it, while it is remembered
             */
            job_id: string | null;
            /** @description Null until it has been made */
            onnx: components["schemas"]["OnnxFile"] | null;
            progress?: components["schemas"]["Progress"] | null;
            /** Run Id */
            run_id: string;
            /** Status */
            status?: ("queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled") | null;
            /**
             * Url
             * @description A link to the file that works for some hours
             */
            url: string | null;
        };
        /**
         * OptionChoice
         * @description One value that an option may take.
         */
        OptionChoice: {
            /**
             * Possible
             * @description Whether this device can do it
             */
            possible: boolean;
            /**
             * Reason
             * @description Why it cannot, or what it costs there
             */
            reason?: string | null;
            /**
             * Value
             * @description As LoadOptions takes it
             */
            value: string | boolean | null;
        };
        /**
         * OptionShown
         * @description One load option with all its choices on one device.
         */
        OptionShown: {
            /**
             * Choices
             * @description Empty where it takes free text
             */
            choices: components["schemas"]["OptionChoice"][];
            /**
             * Default
             * @description What holds when nobody says otherwise
             */
            default: string | boolean | null;
            /** Description */
            description: string;
            /**
             * Name
             * @description As LoadOptions names it
             */
            name: string;
        };
        /**
         * OptionsShown
         * @description The load options of every live worker's device.
         */
        OptionsShown: {
            /** Devices */
            devices: components["schemas"]["DeviceOptions"][];
        };
        /**
         * Owner
         * @description The account that something belongs to.
         */
        Owner: {
            /**
             * Id
             * @description Of the account
             */
            id: string;
            /**
             * Name
             * @description By which they log in
             */
            name: string;
        };
        /** Page[AccountShown] */
        Page_AccountShown_: {
            /** Items */
            items: components["schemas"]["AccountShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[AgentShown] */
        Page_AgentShown_: {
            /** Items */
            items: components["schemas"]["AgentShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[CharacterListed] */
        Page_CharacterListed_: {
            /** Items */
            items: components["schemas"]["CharacterListed"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[ConfigListed] */
        Page_ConfigListed_: {
            /** Items */
            items: components["schemas"]["ConfigListed"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[DatasetPictureShown] */
        Page_DatasetPictureShown_: {
            /** Items */
            items: components["schemas"]["DatasetPictureShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[DatasetShown] */
        Page_DatasetShown_: {
            /** Items */
            items: components["schemas"]["DatasetShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[DownloadShown] */
        Page_DownloadShown_: {
            /** Items */
            items: components["schemas"]["DownloadShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[GalleryItem] */
        Page_GalleryItem_: {
            /** Items */
            items: components["schemas"]["GalleryItem"][];
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
        /** Page[InputShown] */
        Page_InputShown_: {
            /** Items */
            items: components["schemas"]["InputShown"][];
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
        /** Page[JoinTokenShown] */
        Page_JoinTokenShown_: {
            /** Items */
            items: components["schemas"]["JoinTokenShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[KeyShown] */
        Page_KeyShown_: {
            /** Items */
            items: components["schemas"]["KeyShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[PodRuleShown] */
        Page_PodRuleShown_: {
            /** Items */
            items: components["schemas"]["PodRuleShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[PodShown] */
        Page_PodShown_: {
            /** Items */
            items: components["schemas"]["PodShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[ProjectShown] */
        Page_ProjectShown_: {
            /** Items */
            items: components["schemas"]["ProjectShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[RunListed] */
        Page_RunListed_: {
            /** Items */
            items: components["schemas"]["RunListed"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[RunPrediction] */
        Page_RunPrediction_: {
            /** Items */
            items: components["schemas"]["RunPrediction"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[SchedulerShown] */
        Page_SchedulerShown_: {
            /** Items */
            items: components["schemas"]["SchedulerShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[ServerShown] */
        Page_ServerShown_: {
            /** Items */
            items: components["schemas"]["ServerShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[SweepListed] */
        Page_SweepListed_: {
            /** Items */
            items: components["schemas"]["SweepListed"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[TokenShown] */
        Page_TokenShown_: {
            /** Items */
            items: components["schemas"]["TokenShown"][];
            /**
             * Next
             * @description Pass as `after` to get the next page; null at the end
             */
            next?: string | null;
        };
        /** Page[VideoShown] */
        Page_VideoShown_: {
            /** Items */
            items: components["schemas"]["VideoShown"][];
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
        /** Page[WorkflowShown] */
        Page_WorkflowShown_: {
            /** Items */
            items: components["schemas"]["WorkflowShown"][];
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
            /**
             * Detail
             * @description How it stands, or what is wrong
             */
            detail?: string | null;
            /**
             * Ok
             * @description Whether it is there
             */
            ok: boolean;
        };
        /**
         * PartCounts
         * @description Pictures by part.
         */
        PartCounts: {
            /**
             * Test
             * @description Judged by once, at the end
             * @default 0
             */
            test?: number;
            /**
             * Train
             * @description Learnt from
             * @default 0
             */
            train?: number;
            /**
             * Val
             * @description Judged by after each epoch
             * @default 0
             */
            val?: number;
        };
        /**
         * PartShown
         * @description One part of a model, as it will lie in memory.
         */
        PartShown: {
            /**
             * File Bytes
             * @description Bytes on disk
             */
            file_bytes: number;
            /**
             * Memory Bytes
             * @description Bytes in memory with these options
             */
            memory_bytes: number;
            /**
             * Name
             * @description unet, transformer, vae, text_encoder …
             */
            name: string;
            /** Parameters */
            parameters: number;
        };
        /**
         * PasswordChange
         * @description A new password, by whoever knows the old one.
         */
        PasswordChange: {
            /**
             * Current
             * Format: password
             * @description The password as it is
             */
            current: string;
            /**
             * New
             * Format: password
             * @description At least 10 characters, not the name, none of the commonest
             */
            new: string;
        };
        /**
         * PasswordGiven
         * @description A password for somebody else.
         */
        PasswordGiven: {
            /**
             * Password
             * @description Null makes one
             */
            password?: string | null;
        };
        /**
         * PasswordMade
         * @description A password of somebody else.
         */
        PasswordMade: {
            /**
             * Password
             * @description Shown this once; they should change it when they have logged in
             */
            password: string;
        };
        /**
         * PersonShown
         * @description Somebody to share with.
         */
        PersonShown: {
            /**
             * Full Name
             * @description As others read it; may be empty
             */
            full_name: string;
            /**
             * Id
             * @description acc_…
             */
            id: string;
            /**
             * Name
             * @description What they log in with
             */
            name: string;
        };
        /**
         * Phase
         * @description A part of a training: each has the device for itself.
         */
        Phase: {
            /**
             * Bytes
             * @description Of the device, at the highest moment
             */
            bytes: number;
            /**
             * Name
             * @description prior pictures, captions, pictures, learning or samples
             */
            name: string;
        };
        /**
         * PictureDetail
         * @description All that is known of one picture.
         */
        PictureDetail: {
            /** Character Id */
            character_id: string | null;
            /** Character Name */
            character_name: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Deleted At
             * @description When it was put into the bin
             */
            deleted_at: string | null;
            /**
             * Download Url
             * @description Saves the file under a good name
             */
            download_url: string;
            /**
             * Duration Seconds
             * @description Of a film
             */
            duration_seconds?: number | null;
            /** Favourite */
            favourite: boolean;
            /**
             * Fps
             * @description Of a film: frames per second
             */
            fps?: number | null;
            generation: components["schemas"]["MadeBy"];
            /** Generation Id */
            generation_id: string;
            /** Height */
            height: number;
            /** Id */
            id: string;
            /**
             * Kind
             * @description image, video, or edit: another size of a picture
             * @default image
             * @enum {string}
             */
            kind?: "image" | "style" | "video" | "edit" | "quick";
            lineage: components["schemas"]["safelight__features__gallery__schemas__Lineage"];
            /**
             * Media Type
             * @description Such as image/png or video/mp4
             * @default image/png
             */
            media_type?: string;
            /** Model */
            model: string;
            neighbours: components["schemas"]["Neighbours"];
            /**
             * Num Frames
             * @description Of a film
             */
            num_frames?: number | null;
            /**
             * Poster Url
             * @description Of a film: its first frame, full size
             */
            poster_url?: string | null;
            /**
             * Prompt
             * @description As it was asked
             */
            prompt: string;
            recipe: components["schemas"]["Recipe"];
            /** Seed */
            seed: number;
            /** Sha256 */
            sha256: string;
            /**
             * Size
             * @description Bytes
             */
            size: number;
            /**
             * Thumbhash
             * @description About 25 bytes in base64: soft colours to show until it is loaded
             */
            thumbhash: string | null;
            /** Thumbnail Url */
            thumbnail_url: string;
            /** Url */
            url: string;
            /** Width */
            width: number;
        };
        /**
         * PicturePredicted
         * @description What is said of one picture.
         */
        PicturePredicted: {
            /**
             * Confidence
             * @description Its probability
             */
            confidence: number;
            /**
             * Filename
             * @description As it was sent
             */
            filename: string | null;
            /**
             * Image
             * @description Its id; what was sent is an input (img_…) now
             */
            image: string;
            /**
             * Label
             * @description The likeliest class
             */
            label: string;
            /**
             * Saliency
             * @description What it looked at: a transparent PNG to lay over the whole picture, as a data URL
             */
            saliency?: string | null;
            /**
             * Saliency Method
             * @description How that was found out
             */
            saliency_method?: ("gradient" | "gradcam" | "attention") | null;
            /**
             * Top
             * @description The likeliest classes, best first
             */
            top: components["schemas"]["ClassScore"][];
        };
        /**
         * PicturesChange
         * @description The same change for many pictures: of these ids, or all that a filter finds.
         */
        PicturesChange: {
            /**
             * Delete
             * @description Delete them for good; versions keep theirs
             * @default false
             */
            delete?: boolean;
            /**
             * Excluded
             * @description Leave it out, or take it in again
             */
            excluded?: boolean | null;
            /**
             * Heed
             * @description Hear of them again
             */
            heed?: ("unreadable" | "duplicate" | "near_duplicate" | "too_small" | "blurred" | "overexposed" | "underexposed" | "nearly_uniform" | "odd_aspect" | "face_cut_off" | "caption_empty" | "caption_not_text" | "caption_too_long" | "caption_without_trigger" | "caption_other_class" | "captions_all_same" | "too_few" | "too_alike" | "unbalanced" | "leak" | "contradiction") | null;
            /**
             * Ids
             * @description These pictures
             */
            ids?: string[] | null;
            /**
             * Keep
             * @description Hear no more of findings of this kind
             */
            keep?: ("unreadable" | "duplicate" | "near_duplicate" | "too_small" | "blurred" | "overexposed" | "underexposed" | "nearly_uniform" | "odd_aspect" | "face_cut_off" | "caption_empty" | "caption_not_text" | "caption_too_long" | "caption_without_trigger" | "caption_other_class" | "captions_all_same" | "too_few" | "too_alike" | "unbalanced" | "leak" | "contradiction") | null;
            /**
             * Label
             * @description Its class; a new one comes into being
             */
            label?: string | null;
            /**
             * Split
             * @description Its part
             */
            split?: ("train" | "val" | "test") | null;
            /** @description All pictures like this, instead of `ids` */
            where?: components["schemas"]["PicturesWhere"] | null;
        };
        /**
         * PicturesChanged
         * @description What was changed. What was so already is not counted.
         */
        PicturesChanged: {
            /**
             * Changed
             * @description Pictures
             */
            changed: number;
            /**
             * Undo
             * @description Send each to have all as it was; empty where that cannot be
             */
            undo: components["schemas"]["PicturesChange"][];
        };
        /**
         * PictureShown
         * @description One picture, or one film.
         */
        PictureShown: {
            /**
             * Duration Seconds
             * @description Of a film
             */
            duration_seconds?: number | null;
            /**
             * Fps
             * @description Of a film: frames per second
             */
            fps?: number | null;
            /** Height */
            height: number;
            /** Id */
            id: string;
            /**
             * Kind
             * @description image, video, or edit: another size of a picture
             * @default image
             * @enum {string}
             */
            kind?: "image" | "style" | "video" | "edit" | "quick";
            /**
             * Media Type
             * @description Such as image/png or video/mp4
             * @default image/png
             */
            media_type?: string;
            /**
             * Num Frames
             * @description Of a film
             */
            num_frames?: number | null;
            /**
             * Poster Url
             * @description Of a film: its first frame, full size
             */
            poster_url?: string | null;
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
         * PicturesOffer
         * @description Something that can be done with one click: send `change` as it is to the dataset's pictures/changes.
         */
        PicturesOffer: {
            /** @description To be sent */
            change: components["schemas"]["PicturesChange"];
            /**
             * Label
             * @description What it does, in words
             */
            label: string;
        };
        /**
         * PicturesWhere
         * @description Which pictures; what is left out does not matter.
         */
        PicturesWhere: {
            /**
             * Excluded
             * @description Left out, or not
             */
            excluded?: boolean | null;
            /**
             * Finding
             * @description With an open finding of this kind
             */
            finding?: ("unreadable" | "duplicate" | "near_duplicate" | "too_small" | "blurred" | "overexposed" | "underexposed" | "nearly_uniform" | "odd_aspect" | "face_cut_off" | "caption_empty" | "caption_not_text" | "caption_too_long" | "caption_without_trigger" | "caption_other_class" | "captions_all_same" | "too_few" | "too_alike" | "unbalanced") | null;
            /**
             * Has Findings
             * @description With any open finding, or with none
             */
            has_findings?: boolean | null;
            /**
             * Label
             * @description Of this class
             */
            label?: string | null;
            /**
             * Relabelled
             * @description Put into another class than it came with, or not
             */
            relabelled?: boolean | null;
            /**
             * Search
             * @description With this in its file name
             */
            search?: string | null;
            /**
             * Split
             * @description Of this part
             */
            split?: ("train" | "val" | "test") | null;
        };
        /**
         * PictureUpdate
         * @description What can be changed of a picture.
         */
        PictureUpdate: {
            /** Favourite */
            favourite: boolean;
        };
        /**
         * PlannedFile
         * @description One file of the repository.
         */
        PlannedFile: {
            /**
             * Path
             * @description Within the repository
             */
            path: string;
            /**
             * Reason
             * @description Why it is left out, in words
             */
            reason?: string | null;
            /**
             * Size
             * @description Bytes; null where the server does not tell
             */
            size: number | null;
            /**
             * Wanted
             * @description Whether the download brings it
             */
            wanted: boolean;
        };
        /**
         * PngInfo
         * @description A picture to read.
         */
        PngInfo: {
            /**
             * Image
             * @description PNG, WebP or JPEG: base64, with or without `data:image/png;base64,` before it
             */
            image: string;
        };
        /**
         * PngInfoRead
         * @description What it says.
         */
        PngInfoRead: {
            /**
             * Info
             * @description The text of its settings; empty without one
             */
            info: string;
            /**
             * Items
             * @description Its other texts
             */
            items: {
                [key: string]: string;
            };
            /**
             * Parameters
             * @description The settings, taken apart
             */
            parameters: {
                [key: string]: string;
            };
        };
        /**
         * PodAsked
         * @description A pod that is made by hand.
         */
        PodAsked: {
            /**
             * Budget
             * @description It goes once it has cost this
             */
            budget?: number | null;
            /**
             * Cloud
             * @description Data centres, or other people's machines, which cost less
             * @default secure
             * @enum {string}
             */
            cloud?: "secure" | "community";
            /**
             * Disk
             * @description GB of its disk, on which it keeps models
             * @default 60
             */
            disk?: number;
            /**
             * Dollars Per Hour
             * @description Most that one pod may cost an hour, with all its GPUs
             */
            dollars_per_hour: number;
            /**
             * Gpu Count
             * @description GPUs of one pod
             * @default 1
             */
            gpu_count?: number;
            /**
             * Gpus
             * @description GPU types by id, the best first; the next one where none is free
             */
            gpus: string[];
            /**
             * Idle Minutes
             * @description It goes once it had nothing to do for this long; null: it stays
             * @default 15
             */
            idle_minutes?: number | null;
            /**
             * Image
             * @description Container image; SAFELIGHT_POD_IMAGE if left out
             */
            image?: string | null;
            /**
             * Labels
             * @description What its workers are called by
             * @default {}
             */
            labels?: {
                [key: string]: string;
            };
            /**
             * Max Hours
             * @description It goes after this, whatever it does; SAFELIGHT_POD_MAX_HOURS at most
             */
            max_hours?: number | null;
            /**
             * Provider
             * @description Who rents it out
             * @default runpod
             * @constant
             */
            provider?: "runpod";
            /**
             * Stop First
             * @description When idle it is only switched off, and started again before another is made
             * @default false
             */
            stop_first?: boolean;
        };
        /**
         * PodProviderShown
         * @description A provider, and whether there is a key for it; the key itself is never shown.
         */
        PodProviderShown: {
            /** Added At */
            added_at: string | null;
            /**
             * By
             * @description Where the key comes from; a setting goes first
             */
            by: ("setting" | "kept") | null;
            /** Has Key */
            has_key: boolean;
            /**
             * Looked At
             * @description When its list of pods was last read
             */
            looked_at: string | null;
            /**
             * Problem
             * @description Why it could not be read the last time
             */
            problem: string | null;
            /** Provider */
            provider: string;
        };
        /**
         * PodRuleShown
         * @description A rule, and what came of it.
         */
        PodRuleShown: {
            /**
             * Acted At
             * @description When it last made a pod
             */
            acted_at: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Dollars Per Hour
             * @description What these cost an hour now
             */
            dollars_per_hour: number;
            /** Id */
            id: string;
            /**
             * In All
             * @description What its pods have ever cost
             */
            in_all: number;
            /** Is On */
            is_on: boolean;
            /** Name */
            name: string;
            plan: components["schemas"]["RulePlan"];
            /**
             * Pods
             * @description Pods that are there by it, or on their way
             */
            pods: number;
            /**
             * Today
             * @description What its pods have cost today (UTC)
             */
            today: number;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * PodShown
         * @description A pod, as it is and what it costs.
         */
        PodShown: {
            /**
             * Budget
             * @description It goes once it has cost this
             */
            budget: number | null;
            /**
             * Ceiling
             * @description Most that it may cost an hour; null of one that nobody asked for
             */
            ceiling: number | null;
            /**
             * Cloud
             * @enum {string}
             */
            cloud: "secure" | "community";
            /**
             * Cost
             * @description What it has cost until now
             */
            cost: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Created By
             * @description Who asked for it; empty of one made by a rule
             */
            created_by: string;
            /**
             * Dollars Per Hour
             * @description What it costs an hour now
             */
            dollars_per_hour: number;
            /** Ended At */
            ended_at: string | null;
            /**
             * Ends At
             * @description When it goes, whatever it does
             */
            ends_at: string | null;
            /** @description What went wrong */
            failure: components["schemas"]["JobFailure"] | null;
            /**
             * Gpu
             * @description GPU type that it has; empty until one was free
             */
            gpu: string;
            /** Gpu Count */
            gpu_count: number;
            /**
             * Gpus
             * @description Those that it may have, the best first
             */
            gpus: string[];
            /** Id */
            id: string;
            /**
             * Idle Minutes
             * @description It goes once it had nothing to do for this long
             */
            idle_minutes: number | null;
            /**
             * Idle Since
             * @description Since when it has nothing to do
             */
            idle_since: string | null;
            /** Image */
            image: string;
            /**
             * Joined At
             * @description When its worker first was there
             */
            joined_at: string | null;
            /** Labels */
            labels: {
                [key: string]: string;
            };
            /**
             * Message
             * @description What it waits for, or why it went, in a sentence; may be empty
             */
            message: string;
            /**
             * Name
             * @description At the provider; nothing there without our names is ever touched
             */
            name: string;
            /** Provider */
            provider: string;
            /**
             * Provider Id
             * @description Its id there; null until it has been made
             */
            provider_id: string | null;
            /**
             * Rule Id
             * @description The rule that made it; null of one made by hand
             */
            rule_id: string | null;
            /** Rule Name */
            rule_name: string | null;
            /**
             * Seen At
             * @description When the provider last had it
             */
            seen_at: string | null;
            /**
             * Started At
             * @description When the provider had made it
             */
            started_at: string | null;
            /**
             * State
             * @description asked, starting (not joined yet), running, stopping (ends what it does), stopped, ended, failed, or orphan: the provider has it, and nobody here has asked for it
             * @enum {string}
             */
            state: "asked" | "starting" | "running" | "stopping" | "stopped" | "ended" | "failed" | "orphan";
            /**
             * Wanted
             * @description What it is to be
             * @enum {string}
             */
            wanted: "running" | "stopped" | "ended";
            /** Workers */
            workers: components["schemas"]["PodWorker"][];
        };
        /**
         * PodWorker
         * @description A worker that runs in a pod.
         */
        PodWorker: {
            /** Id */
            id: string;
            /**
             * Jobs
             * @description Jobs that it has in hand
             */
            jobs: number;
            /** Name */
            name: string;
            /** State */
            state: string;
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
         * PredictionShown
         * @description What a request became: a job, and once that is done the verdicts in the order of the pictures.
         */
        PredictionShown: {
            failure?: components["schemas"]["JobFailure"] | null;
            /** Job Id */
            job_id: string;
            /**
             * Labels
             * @description Every class of the model, in its order; empty until it is done
             */
            labels: string[];
            /**
             * Model
             * @description Name on the shelf, or id of the run
             */
            model: string;
            /**
             * Pictures
             * @description Empty until it is done
             */
            pictures: components["schemas"]["PicturePredicted"][];
            progress?: components["schemas"]["Progress"] | null;
            /**
             * Seconds
             * @description That the worker took
             */
            seconds?: number | null;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
        };
        /**
         * PreferenceChanges
         * @description What is left out stays; null sets the default again.
         */
        PreferenceChanges: {
            /** Density */
            density?: ("normal" | "tight") | null;
            /** Motion */
            motion?: ("system" | "none") | null;
            /** Pause Training For Pictures */
            pause_training_for_pictures?: boolean | null;
            /** Single Key Shortcuts */
            single_key_shortcuts?: boolean | null;
            /** Surround */
            surround?: ("dark" | "grey" | "light") | null;
            /** Theme */
            theme?: ("dark" | "light" | "system") | null;
        };
        /**
         * Preferences
         * @description How the studio looks and behaves for the person, on every device.
         */
        Preferences: {
            /**
             * Density
             * @default normal
             * @enum {string}
             */
            density?: "normal" | "tight";
            /**
             * Motion
             * @default system
             * @enum {string}
             */
            motion?: "system" | "none";
            /**
             * Pause Training For Pictures
             * @description A training stands aside while somebody waits for a picture and no other worker is free for it; at most half of its time. For everybody: an admin sets it
             * @default true
             */
            pause_training_for_pictures?: boolean;
            /**
             * Single Key Shortcuts
             * @description Keys without Ctrl or Alt
             * @default true
             */
            single_key_shortcuts?: boolean;
            /**
             * Surround
             * @description The grey around a large picture
             * @default dark
             * @enum {string}
             */
            surround?: "dark" | "grey" | "light";
            /**
             * Theme
             * @default dark
             * @enum {string}
             */
            theme?: "dark" | "light" | "system";
        };
        /**
         * Preload
         * @description A model that a worker brings into memory before it is asked for.
         */
        Preload: {
            /**
             * Detail
             * @description What is done at the moment, or what went wrong
             * @default
             */
            detail?: string;
            /**
             * Done
             * @description Bytes read
             * @default 0
             */
            done?: number;
            /** Model */
            model: string;
            /**
             * Optional
             * @description The worker counts as ready without it, if it failed
             * @default false
             */
            optional?: boolean;
            /**
             * Stage
             * @description warming draws a first picture; failed says why in detail
             * @enum {string}
             */
            stage: "waiting" | "loading" | "warming" | "ready" | "failed";
            /**
             * Total
             * @description Bytes to read; 0 where nobody knows
             * @default 0
             */
            total?: number;
        };
        /**
         * PresetOffer
         * @description One of the named results, with what was set by hand applied.
         */
        PresetOffer: {
            /** Max Train Steps */
            max_train_steps: number;
            /**
             * Preset
             * @enum {string}
             */
            preset: "quick" | "good" | "thorough";
            /** Seconds */
            seconds: number | null;
        };
        /**
         * Problem
         * @description What went wrong, for programs (`code`) and people (`detail`, `hint`).
         */
        Problem: {
            /**
             * Code
             * @description The kind of error, for programs; it stays the same between versions
             */
            code: string;
            /**
             * Detail
             * @description What happened, for people
             */
            detail: string;
            /**
             * Errors
             * @description The fields that cannot be used
             * @default []
             */
            errors?: components["schemas"]["ProblemField"][];
            /**
             * Hint
             * @description What to do next
             * @default null
             */
            hint?: string | null;
            /**
             * Request Id
             * @description Under which the server's log has more
             * @default null
             */
            request_id?: string | null;
            /**
             * Status
             * @description The status of the answer
             */
            status: number;
            /**
             * Title
             * @description The words that HTTP has for the status
             */
            title: string;
            /**
             * Type
             * @description Always about:blank: `code` tells the kind
             * @default about:blank
             */
            type?: string;
        };
        /**
         * ProblemField
         * @description One bad value.
         */
        ProblemField: {
            /**
             * Field
             * @description Where it stands in the request; parts of a path are joined by dots
             */
            field: string;
            /**
             * Message
             * @description What is wrong with it
             */
            message: string;
            /**
             * Value
             * @description What it was, shortened
             * @default null
             */
            value?: string | null;
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
             * @description Of the unit, per second
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
            /**
             * Unit
             * @description What step, total and rate count
             * @default step
             * @enum {string}
             */
            unit?: "step" | "byte";
        };
        /**
         * ProjectCreate
         * @description A new project.
         */
        ProjectCreate: {
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Name
             * @description Unlike every other of your projects, whatever the case
             */
            name: string;
        };
        /**
         * ProjectShown
         * @description One project. What it holds is listed where those things are: `GET /api/v1/characters?project=`.
         */
        ProjectShown: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Description */
            description: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** @description Whose it is; null of what was made before there were accounts */
            owner: components["schemas"]["Owner"] | null;
            /**
             * Role
             * @description What the caller is here: an editor changes what is in it, a viewer looks at it and draws with it
             * @enum {string}
             */
            role: "owner" | "editor" | "viewer";
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * ProjectUpdate
         * @description What can be changed of a project; what is left out stays.
         */
        ProjectUpdate: {
            /** Description */
            description?: string | null;
            /** Name */
            name?: string | null;
        };
        /**
         * Provenance
         * @description What the signed claim in a file is worth.
         */
        Provenance: {
            /**
             * Claim
             * @description What is claimed: generator, model, LoRAs, ingredients with their hashes, grounds of a character
             */
            claim: {
                [key: string]: unknown;
            } | null;
            /**
             * Message
             * @description What that means, for a person
             */
            message: string;
            /**
             * Signer
             * @description The id of the key that signed it
             */
            signer: string | null;
            /**
             * State
             * @description intact: signed here and unchanged; unknown_signer: unchanged, signed by another installation; none: there is no claim in it
             * @enum {string}
             */
            state: "intact" | "changed" | "unknown_signer" | "none";
        };
        /**
         * ProviderShown
         * @description Another provider that people can log in with.
         */
        ProviderShown: {
            /**
             * Id
             * @description Its name in addresses
             */
            id: string;
            /**
             * Name
             * @description As people know it
             */
            name: string;
            /**
             * Start Url
             * @description Where a browser goes to log in; takes ?next=/path
             */
            start_url: string;
        };
        /**
         * Publish
         * @description The name that a model gets on the shelf.
         */
        Publish: {
            /**
             * Name
             * @description Made from the run's name and number if left out
             */
            name?: string | null;
        };
        /**
         * Published
         * @description A model that was put on the shelf.
         */
        Published: {
            /** Model */
            model: string;
        };
        /**
         * QueueShown
         * @description The queue: how many wait, who draws, and how long a new request would take.
         */
        QueueShown: {
            /**
             * Capacity
             * @description How many may wait before more are answered with 429
             */
            capacity: number;
            /**
             * Estimated Wait Seconds
             * @description Until a request made now would be drawn
             */
            estimated_wait_seconds: number | null;
            /**
             * Queued
             * @description Requests of this door that wait
             */
            queued: number;
            /**
             * Running
             * @description Generations that are being drawn
             */
            running: components["schemas"]["InWorkShown"][];
            /**
             * Seconds Per Request
             * @description From one finished request to the next, by the last 20
             */
            seconds_per_request: number | null;
            /**
             * Waiting Jobs
             * @description All that waits for a worker, whoever asked for it
             */
            waiting_jobs: number;
            /**
             * Workers
             * @description That are ready
             */
            workers: number;
        };
        /**
         * Ram
         * @description Main memory, in bytes.
         */
        Ram: {
            /**
             * Error
             * @description Why nothing is known
             */
            error?: string | null;
            /**
             * Free
             * @description Free
             */
            free?: number | null;
            /**
             * Total
             * @description In all
             */
            total?: number | null;
            /**
             * Used
             * @description Used
             */
            used?: number | null;
        };
        /**
         * Range
         * @description Values of a numeric setting between two ends; whole ones where the setting is whole.
         */
        Range: {
            /** High */
            high: number;
            /** Low */
            low: number;
            /**
             * Scale
             * @description log: as many between 1 and 10 as 10 and 100
             * @default linear
             * @enum {string}
             */
            scale?: "linear" | "log";
            /**
             * Steps
             * @description Values of a grid, both ends among them
             * @default 3
             */
            steps?: number;
        };
        /**
         * Readiness
         * @description Whether requests can be served, part by part.
         */
        Readiness: {
            database: components["schemas"]["Part"];
            /**
             * Preload
             * @description Models to preload, by worker: one worker that has all of its own is waited for
             * @default []
             */
            preload?: components["schemas"]["WorkerPreload"][];
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
         * @description All that made one picture; stored in the PNG and beside it in the database. No time: same work, same file.
         */
        Recipe: {
            /**
             * Asked Prompt
             * @description As the person wrote it, without trigger and styles
             */
            asked_prompt?: string | null;
            /** @description The pictures it was drawn together with */
            batch?: components["schemas"]["Batch"] | null;
            /** Character Id */
            character_id?: string | null;
            /** Character Name */
            character_name?: string | null;
            /** Clip Skip */
            clip_skip?: number | null;
            /**
             * Consent
             * @description On what grounds the character was learnt
             */
            consent?: ("self" | "consent" | "licence" | "invented" | "other") | null;
            /** @description What the content filter found in it */
            content_filter?: components["schemas"]["Filtered"] | null;
            /**
             * Controls
             * @default []
             */
            controls?: components["schemas"]["ControlUse"][];
            /**
             * Device
             * @default cpu
             */
            device?: string;
            /**
             * Device Name
             * @description As its maker names it; kernels differ between models
             */
            device_name?: string | null;
            /**
             * Dtype
             * @default float32
             */
            dtype?: string;
            /** @description Of a picture made larger or smaller: how */
            edit?: components["schemas"]["EditSettings"] | null;
            /**
             * Embeddings
             * @description Textual inversions
             * @default []
             */
            embeddings?: components["schemas"]["ModelUse"][];
            /**
             * Engine
             * @description What computes it: this studio's own engine, or ComfyUI
             * @default native
             * @enum {string}
             */
            engine?: "native" | "comfyui";
            /** Guidance Rescale */
            guidance_rescale?: number | null;
            /** Guidance Scale */
            guidance_scale: number;
            /** Height */
            height: number;
            hires?: components["schemas"]["HiresSettings"] | null;
            /** @description The picture it starts from */
            image?: components["schemas"]["ImageUse"] | null;
            /**
             * Kind
             * @default image
             * @enum {string}
             */
            kind?: "image" | "style" | "video" | "edit" | "quick";
            /**
             * Load
             * @description Load options in force that change pixels, those at their default left out
             * @default {}
             */
            load?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Loras
             * @default []
             */
            loras?: components["schemas"]["LoraUse"][];
            /**
             * Mask Blur
             * @default 0
             */
            mask_blur?: number;
            /** @description White is drawn anew */
            mask_image?: components["schemas"]["ImageUse"] | null;
            /** Model */
            model: string;
            /** Model Hash */
            model_hash?: string | null;
            /** Negative Prompt */
            negative_prompt: string;
            /** Num Inference Steps */
            num_inference_steps: number;
            /** Padding Mask Crop */
            padding_mask_crop?: number | null;
            /** Prompt */
            prompt: string;
            /**
             * Prompt Weighting
             * @default off
             * @enum {string}
             */
            prompt_weighting?: "auto" | "off";
            /**
             * Resize Mode
             * @default fill
             * @enum {string}
             */
            resize_mode?: "exact" | "fill" | "pad";
            /**
             * Safelight
             * @description Version of Safelight that made it
             */
            safelight: string;
            /**
             * Scheduler
             * @enum {string}
             */
            scheduler: "ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "edm_dpmpp_2m" | "edm_euler" | "euler" | "euler_a" | "heun" | "kdpm2" | "kdpm2_a" | "lcm" | "lms" | "pndm" | "sa_solver" | "tcd" | "unipc";
            /**
             * Scheduler Options
             * @default {}
             */
            scheduler_options?: {
                [key: string]: boolean | number | string | null;
            };
            /** Seed */
            seed: number;
            /**
             * Strength
             * @description How far the picture may leave `image`
             */
            strength?: number | null;
            /**
             * Styles
             * @description Names of the styles in the prompt
             * @default []
             */
            styles?: string[];
            /**
             * Threads
             * @description Of a CPU: sums are split among them
             */
            threads?: number | null;
            /** True Cfg Scale */
            true_cfg_scale?: number | null;
            /** @description VAE in place of the model's own */
            vae?: components["schemas"]["ModelUse"] | null;
            /**
             * Versions
             * @description Of the packages that compute: torch, diffusers …
             * @default {}
             */
            versions?: {
                [key: string]: string;
            };
            /** @description Of a video: its film */
            video?: components["schemas"]["VideoSettings"] | null;
            /** Width */
            width: number;
            /** @description Of ComfyUI: the template */
            workflow?: components["schemas"]["WorkflowUse"] | null;
        };
        /**
         * RecipeAgain
         * @description A recipe to be made again.
         */
        RecipeAgain: {
            /**
             * Batch
             * @description same: draw those of its batch as well, for rounding in a batch is not that of a single picture; the picture stands at the place that recipe.batch.index tells. With the same seed and n = 1 only
             * @default alone
             * @enum {string}
             */
            batch?: "same" | "alone";
            /**
             * N
             * @description How many; picture i uses seed + i
             * @default 1
             */
            n?: number;
            recipe: components["schemas"]["Recipe"];
            /**
             * Seed
             * @default same
             * @enum {string}
             */
            seed?: "same" | "new";
        };
        /**
         * RecipeAgainShown
         * @description A generation that makes a picture again, and what is not as it was.
         */
        RecipeAgainShown: {
            /** Character Id */
            character_id: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Differences
             * @description From how the picture was made then: as foreseen while it waits, as it was once it is made
             */
            differences: components["schemas"]["Difference"][];
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
            /**
             * Own Id
             * @description The id that the client chose for it, if it chose one
             */
            own_id?: string | null;
            /**
             * Pictures
             * @description Without those in the bin
             */
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
         * RecipeCompare
         * @description Two recipes, of a picture and of its repetition.
         */
        RecipeCompare: {
            now: components["schemas"]["Recipe"];
            then: components["schemas"]["Recipe"];
        };
        /**
         * RecipeCompared
         * @description What two recipes differ in, the weightiest first.
         */
        RecipeCompared: {
            /**
             * Differences
             * @description None: on one machine they make the same pixels
             */
            differences: components["schemas"]["Difference"][];
        };
        /**
         * RecipeRead
         * @description What a picture file says of how it was made.
         */
        RecipeRead: {
            /**
             * Differences
             * @description What is not as it was then; none with exact: the same pixels are to be expected
             * @default []
             */
            differences?: components["schemas"]["Difference"][];
            /**
             * Exact
             * @description All of it is here: POST /recipes/again makes the picture by the very same plan
             * @default false
             */
            exact?: boolean;
            /**
             * Missing
             * @description What is not here, or could not be taken over
             * @default []
             */
            missing?: components["schemas"]["Missing"][];
            /** @description Only of pictures that Safelight made */
            recipe?: components["schemas"]["Recipe"] | null;
            /**
             * Source
             * @description Which program wrote it; none: the file says nothing
             * @enum {string}
             */
            source: "safelight" | "a1111" | "comfyui" | "fooocus" | "invokeai" | "novelai" | "swarmui" | "none";
            /** @description Ready to fill a request with */
            spec?: components["schemas"]["GenerationSpec"] | null;
        };
        /**
         * ReferenceChange
         * @description What can be changed of a reference; what is left out stays.
         */
        ReferenceChange: {
            /**
             * Caption
             * @description Empty for the template
             */
            caption?: string | null;
            /** Excluded */
            excluded?: boolean | null;
            /**
             * Position
             * @description Its new place, from 0; beyond the end is the end
             */
            position?: number | null;
            /**
             * Repeats
             * @description How often it comes in an epoch
             */
            repeats?: number | null;
        };
        /**
         * ReferenceShown
         * @description One reference picture.
         */
        ReferenceShown: {
            /** Caption */
            caption: string | null;
            /**
             * Crop
             * @description Left, top, right, bottom of the part that is learnt from; null for the whole picture
             */
            crop?: number[] | null;
            /**
             * Excluded
             * @description Kept, but not trained on
             */
            excluded: boolean;
            /** Filename */
            filename: string;
            /**
             * Findings
             * @description Of its pixels, without those that were dismissed; see /doctor
             */
            findings: components["schemas"]["FindingShown"][];
            /** Height */
            height: number;
            /** Id */
            id: string;
            /**
             * Mask Url
             * @description Grey: what is white is learnt; null where all of it is
             */
            mask_url: string | null;
            /** Position */
            position: number;
            /**
             * Repeats
             * @description How often it is learnt from in an epoch
             */
            repeats: number;
            /**
             * Size
             * @description Bytes
             */
            size: number;
            /** Thumbhash */
            thumbhash: string | null;
            /** Thumbnail Url */
            thumbnail_url: string;
            /** Url */
            url: string;
            /**
             * Whole Url
             * @description The picture as it came, before any crop
             */
            whole_url: string;
            /** Width */
            width: number;
        };
        /**
         * Refresh
         * @description A refresh token, where no cookie holds it.
         */
        Refresh: {
            /**
             * Refresh Token
             * @description As the last answer gave it; browsers send their cookie instead
             */
            refresh_token?: string | null;
        };
        /**
         * RefusedEntry
         * @description A file that was not taken, and why. The others were.
         */
        RefusedEntry: {
            /**
             * Code
             * @description Stable, for programs
             */
            code: string;
            /**
             * Message
             * @description Why
             */
            message: string;
            /**
             * Path
             * @description As it came, in its archive
             */
            path: string;
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
         * Relabel
         * @description Pictures that belong to another class.
         */
        Relabel: {
            /**
             * Label
             * @description The class they go to
             */
            label: string;
            /**
             * Positions
             * @description Of the predictions
             */
            positions: number[];
            /**
             * Split
             * @enum {string}
             */
            split: "train" | "val" | "test";
        };
        /**
         * Relabelled
         * @description What became of them. The run keeps what it has found; the next one learns from the dataset as it is now.
         */
        Relabelled: {
            /**
             * Changed
             * @description Pictures that are filed under the other class now
             */
            changed: number;
            /**
             * Gone
             * @description Pictures that are not in the dataset any more
             */
            gone: number;
        };
        /**
         * Remedy
         * @description Options that would make it fit.
         */
        Remedy: {
            /**
             * Changed
             * @description What to set, as name=value
             */
            changed: string[];
            /**
             * Cost
             * @description What one pays for it
             */
            cost: string;
            /** Needed Bytes */
            needed_bytes: number;
            options: components["schemas"]["LoadOptions"];
        };
        /**
         * RequestShown
         * @description One request: how far it is, when it will be there, and once it is there its pictures.
         */
        RequestShown: {
            /**
             * Created At
             * Format: date-time
             * @description When it was asked for
             */
            created_at: string;
            /**
             * Eta Seconds
             * @description Until it is there, by what was measured; null before anything was, and after its end
             */
            eta_seconds: number | null;
            /**
             * Expires At
             * @description Its pictures go after this
             */
            expires_at: string | null;
            /** @description Why there is no picture */
            failure?: components["schemas"]["JobFailure"] | null;
            /**
             * Generation Id
             * @description The same in /api/v1/generations, while it is kept
             */
            generation_id: string;
            /**
             * Image Urls
             * @description The pictures by signed links
             * @default []
             */
            image_urls?: string[];
            /**
             * Job Id
             * @description The same in /api/v1/jobs
             */
            job_id: string;
            /**
             * Position
             * @description Place in the queue, 1 for the next; null once it is drawn
             */
            position: number | null;
            /** @description While it is drawn */
            progress: components["schemas"]["Progress"] | null;
            /**
             * Request Id
             * @description Yours, if you chose one; else ours
             */
            request_id: string;
            /**
             * Result Url
             * @description Answers the picture once it is there
             */
            result_url: string;
            /**
             * Seeds
             * @description Of each picture
             */
            seeds: number[];
            /**
             * Status
             * @description queued, placed, running, succeeded, failed or cancelled
             * @enum {string}
             */
            status: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * Status Url
             * @description Answers this again
             */
            status_url: string;
        };
        /**
         * Retention
         * @description All rules.
         */
        Retention: {
            /**
             * Rules
             * @description In the order in which they are followed
             */
            rules: components["schemas"]["RuleShown"][];
        };
        /**
         * RuleAsked
         * @description A rule.
         */
        RuleAsked: {
            /**
             * Is On
             * @description Whether it makes pods; switched off, those that are there go idle
             * @default true
             */
            is_on?: boolean;
            /**
             * Name
             * @description What it is called
             */
            name: string;
            plan: components["schemas"]["RulePlan"];
        };
        /**
         * RulePlan
         * @description When pods are made, and how many.
         */
        RulePlan: {
            /**
             * Budget
             * @description All go, and none is made, once they have cost this in all
             */
            budget?: number | null;
            /**
             * Budget Per Day
             * @description All go, and none is made, once they cost this on a day (UTC)
             */
            budget_per_day?: number | null;
            /**
             * Ceiling
             * @description And never more than these
             * @default 1
             */
            ceiling?: number;
            /**
             * Cloud
             * @description Data centres, or other people's machines, which cost less
             * @default secure
             * @enum {string}
             */
            cloud?: "secure" | "community";
            /**
             * Cool Down Seconds
             * @description And the next one no sooner than this after the last
             * @default 300
             */
            cool_down_seconds?: number;
            /**
             * Disk
             * @description GB of its disk, on which it keeps models
             * @default 60
             */
            disk?: number;
            /**
             * Dollars Per Hour
             * @description Most that one pod may cost an hour, with all its GPUs
             */
            dollars_per_hour: number;
            /**
             * Floor
             * @description So many pods there always are
             * @default 0
             */
            floor?: number;
            /**
             * Gpu Count
             * @description GPUs of one pod
             * @default 1
             */
            gpu_count?: number;
            /**
             * Gpus
             * @description GPU types by id, the best first; the next one where none is free
             */
            gpus: string[];
            /**
             * Idle Minutes
             * @description It goes once it had nothing to do for this long; null: it stays
             * @default 15
             */
            idle_minutes?: number | null;
            /**
             * Image
             * @description Container image; SAFELIGHT_POD_IMAGE if left out
             */
            image?: string | null;
            /**
             * Labels
             * @description What its workers are called by
             * @default {}
             */
            labels?: {
                [key: string]: string;
            };
            /**
             * Max Hours
             * @description It goes after this, whatever it does; SAFELIGHT_POD_MAX_HOURS at most
             */
            max_hours?: number | null;
            /**
             * Provider
             * @description Who rents it out
             * @default runpod
             * @constant
             */
            provider?: "runpod";
            /**
             * Queue Seconds
             * @description One more is made when a job has waited for this long
             * @default 60
             */
            queue_seconds?: number;
            /**
             * Stop First
             * @description When idle it is only switched off, and started again before another is made
             * @default false
             */
            stop_first?: boolean;
        };
        /**
         * RulePreview
         * @description What a rule would do now. Nothing is done.
         */
        RulePreview: {
            /**
             * End
             * @description Pods that would go
             */
            end: components["schemas"]["Leaving"][];
            /**
             * In All
             * @description What its pods have ever cost
             */
            in_all: number;
            /**
             * Make
             * @description Pods that it would make
             */
            make: number;
            /**
             * Oldest Seconds
             * @description How long the oldest of them has waited
             */
            oldest_seconds: number | null;
            /**
             * Pods
             * @description Pods that are there by it, or on their way
             */
            pods: number;
            /**
             * Reasons
             * @description Why, and why not more, in sentences
             */
            reasons: string[];
            /**
             * Start
             * @description Stopped pods that it would start again
             */
            start: string[];
            /**
             * Today
             * @description What its pods have cost today (UTC)
             */
            today: number;
            /**
             * Waiting
             * @description Jobs that wait and that its pods could do
             */
            waiting: number;
        };
        /**
         * RuleShown
         * @description One rule, and what is due by it at this moment.
         */
        RuleShown: {
            /**
             * Bytes
             * @description Bytes of stored files that go with them
             */
            bytes: number;
            /**
             * Days
             * @description How long it is kept, in days; null: for ever
             */
            days: number | null;
            /**
             * Due
             * @description How many are due to go now
             */
            due: number;
            /**
             * Name
             * @description Which, such as bin or audit
             */
            name: string;
            /**
             * Oldest
             * @description From when the oldest of them counts
             */
            oldest: string | null;
            /**
             * Setting
             * @description The setting that says for how long
             */
            setting: string;
            /**
             * What
             * @description What goes, and from when its time counts
             */
            what: string;
        };
        /**
         * RunCurve
         * @description One curve of a run.
         */
        RunCurve: {
            /**
             * Name
             * @description train_loss, lr, images_per_second, val_loss, val_accuracy, val_macro_f1, …
             */
            name: string;
            /** Points */
            points: components["schemas"]["CurvePoint"][];
        };
        /**
         * RunCurves
         * @description The curves of a run: as it learns, and afterwards.
         */
        RunCurves: {
            /** Curves */
            curves: components["schemas"]["RunCurve"][];
            /** Run Id */
            run_id: string;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
        };
        /**
         * RunImported
         * @description A run that was brought in.
         */
        RunImported: {
            /**
             * Dataset Id
             * @description The dataset here that it was trained on, by its fingerprint or as told
             */
            dataset_id: string | null;
            /** Name */
            name: string;
            /** Number */
            number: number;
            /**
             * Pictures Found
             * @description Predictions whose picture is known here
             */
            pictures_found: number;
            /**
             * Predictions
             * @description Predictions that came with it
             */
            predictions: number;
            /** Run Id */
            run_id: string;
        };
        /**
         * RunListed
         * @description One run of a list.
         */
        RunListed: {
            /** @description What it began with; null if that was deleted */
            config: components["schemas"]["safelight__features__classifiers__schemas__common__Named"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** @description Its name is empty if it was deleted */
            dataset: components["schemas"]["safelight__features__classifiers__schemas__common__Named"];
            /**
             * Dataset Version
             * @description Null of a dataset that is a folder
             */
            dataset_version: number | null;
            /**
             * Epochs
             * @description That it is to take
             */
            epochs: number;
            failure: components["schemas"]["JobFailure"] | null;
            /** Finished At */
            finished_at: string | null;
            /** Has Notes */
            has_notes: boolean;
            /** Id */
            id: string;
            /** Job Id */
            job_id: string | null;
            /**
             * Model
             * @description Its name on the shelf of models, where it was published
             */
            model: string | null;
            /** Model Flavour */
            model_flavour: string;
            /**
             * Monitor Metric
             * @enum {string}
             */
            monitor_metric: "loss" | "accuracy" | "top_k" | "macro_precision" | "macro_recall" | "macro_f1" | "auroc" | "ece";
            /**
             * Monitored
             * @description Best value of the monitored metric so far
             */
            monitored: number | null;
            /** Name */
            name: string;
            /**
             * Number
             * @description Counts all runs of the studio; requests may name a run by it
             */
            number: number;
            /** @description How far it is; null before it began, and once its job is forgotten */
            progress: components["schemas"]["Progress"] | null;
            project: components["schemas"]["safelight__features__classifiers__schemas__common__Named"] | null;
            /**
             * Seconds
             * @description That it took, once it has ended well
             */
            seconds: number | null;
            /** Seed */
            seed: number;
            /** Started At */
            started_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * Stopping
             * @description Whether it was asked to stop and still does
             */
            stopping: boolean;
            /** Sweep Id */
            sweep_id: string | null;
            /** Tags */
            tags: string[];
            /** @description Of the best weights, where there is a test part */
            test: components["schemas"]["Metrics"] | null;
            /** @description Of the best weights, once it has ended well */
            val: components["schemas"]["Metrics"] | null;
            /**
             * Worker
             * @description Name of the worker that has it
             */
            worker: string | null;
        };
        /**
         * RunModel
         * @description The model that a run has left.
         */
        RunModel: {
            /** Parameters */
            parameters: number;
            /**
             * Sha256
             * @description Of its weights
             */
            sha256: string;
            /**
             * Size
             * @description Bytes of its weights
             */
            size: number;
        };
        /**
         * RunPrediction
         * @description One picture and what the best weights of a run say of it.
         */
        RunPrediction: {
            /**
             * Confidence
             * @description Of the predicted class
             */
            confidence: number;
            /** Correct */
            correct: boolean;
            /**
             * Current Label
             * @description The class that it is filed under now, if that is another
             */
            current_label: string | null;
            /** Height */
            height: number | null;
            /**
             * Label
             * @description The class that it was filed under for this run
             */
            label: string;
            /** Loss */
            loss: number;
            /**
             * Path
             * @description Of the picture in its part, as class/file
             */
            path: string;
            /**
             * Picture Id
             * @description Of the dataset; null of one that is a folder, or once it is deleted
             */
            picture_id: string | null;
            /**
             * Position
             * @description In its part of the dataset; names the prediction
             */
            position: number;
            /** Predicted */
            predicted: string;
            /**
             * Split
             * @enum {string}
             */
            split: "train" | "val" | "test";
            /** Thumbhash */
            thumbhash: string | null;
            /** Thumbnail Url */
            thumbnail_url: string | null;
            /**
             * Top
             * @description The likeliest classes
             */
            top: components["schemas"]["LabelProbability"][];
            /**
             * Url
             * @description The picture; null where it is not in the studio's storage
             */
            url: string | null;
            /** Width */
            width: number | null;
        };
        /**
         * RunShown
         * @description One run with all that it was told and has found.
         */
        RunShown: {
            /** Best Epoch */
            best_epoch: number | null;
            /**
             * Changed
             * @description Settings that differ from the defaults
             */
            changed: {
                [key: string]: unknown;
            };
            /** @description What it began with; null if that was deleted */
            config: components["schemas"]["safelight__features__classifiers__schemas__common__Named"] | null;
            /**
             * Counts
             * @description Pictures by part
             */
            counts: {
                [key: string]: number;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** @description Its name is empty if it was deleted */
            dataset: components["schemas"]["safelight__features__classifiers__schemas__common__Named"];
            /**
             * Dataset Version
             * @description Null of a dataset that is a folder
             */
            dataset_version: number | null;
            /** @description What it ran on */
            environment: components["schemas"]["safelight__specs__classify__Environment"] | null;
            /** Epoch Results */
            epoch_results: components["schemas"]["EpochResult"][];
            /**
             * Epochs
             * @description That it is to take
             */
            epochs: number;
            failure: components["schemas"]["JobFailure"] | null;
            /**
             * Fingerprint
             * @description Of the dataset: names, classes and contents
             */
            fingerprint: string | null;
            /** Finished At */
            finished_at: string | null;
            /** Has Notes */
            has_notes: boolean;
            /** Id */
            id: string;
            /** Job Id */
            job_id: string | null;
            /**
             * Labels
             * @description Its classes; empty until it has ended well, as all that follows
             */
            labels: string[];
            /**
             * Model
             * @description Its name on the shelf of models, where it was published
             */
            model: string | null;
            /** Model Flavour */
            model_flavour: string;
            /**
             * Monitor Metric
             * @enum {string}
             */
            monitor_metric: "loss" | "accuracy" | "top_k" | "macro_precision" | "macro_recall" | "macro_f1" | "auroc" | "ece";
            /**
             * Monitored
             * @description Best value of the monitored metric so far
             */
            monitored: number | null;
            /** Name */
            name: string;
            /** Notes */
            notes: string;
            /**
             * Number
             * @description Counts all runs of the studio; requests may name a run by it
             */
            number: number;
            /** @description How far it is; null before it began, and once its job is forgotten */
            progress: components["schemas"]["Progress"] | null;
            project: components["schemas"]["safelight__features__classifiers__schemas__common__Named"] | null;
            /**
             * Seconds
             * @description That it took, once it has ended well
             */
            seconds: number | null;
            /** Seed */
            seed: number;
            /** @description All settings, with the defaults filled in */
            settings: components["schemas"]["TrainConfig"];
            /**
             * Skipped
             * @description Files that were no readable pictures, with the reason; at most 500
             */
            skipped: string[];
            /** Skipped Count */
            skipped_count: number;
            /** Started At */
            started_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
            /**
             * Stopped
             * @description Why it ended before its last epoch
             */
            stopped: string | null;
            /**
             * Stopping
             * @description Whether it was asked to stop and still does
             */
            stopping: boolean;
            /** Sweep Id */
            sweep_id: string | null;
            /** Tags */
            tags: string[];
            /** @description Of the best weights, where there is a test part */
            test: components["schemas"]["Metrics"] | null;
            trained_model: components["schemas"]["RunModel"] | null;
            /** @description Of the best weights, once it has ended well */
            val: components["schemas"]["Metrics"] | null;
            /**
             * Worker
             * @description Name of the worker that has it
             */
            worker: string | null;
        };
        /**
         * RunStart
         * @description A run to start: from a config, from settings, or from a config with settings that differ from it.
         */
        RunStart: {
            /**
             * Config
             * @description Id of the config to begin with; the defaults if left out
             */
            config?: string | null;
            /**
             * Dataset
             * @description Id or name; the config's if left out
             */
            dataset?: string | null;
            /**
             * Dataset Version
             * @description An earlier version of the dataset; as it is now if left out
             */
            dataset_version?: number | null;
            /**
             * Gpu
             * @description Only a worker with a GPU may take it
             * @default false
             */
            gpu?: boolean;
            /**
             * Name
             * @description The config's name if left out
             */
            name?: string | null;
            /**
             * Notes
             * @default
             */
            notes?: string;
            /**
             * Project
             * @description Id or name; the config's if left out
             */
            project?: string | null;
            /**
             * Settings
             * @description Settings that differ from the config's
             * @default {}
             */
            settings?: {
                [key: string]: unknown;
            };
            /**
             * Tags
             * @default []
             */
            tags?: string[];
            /**
             * Worker
             * @description Name or id of the one worker that may take it
             */
            worker?: string | null;
        };
        /**
         * RunStarted
         * @description A run that was queued.
         */
        RunStarted: {
            /** Job Id */
            job_id: string;
            run: components["schemas"]["RunShown"];
        };
        /**
         * RunUpdate
         * @description What can be changed of a run; what is left out stays.
         */
        RunUpdate: {
            /** Name */
            name?: string | null;
            /** Notes */
            notes?: string | null;
            /**
             * Project
             * @description Id or name; null for none
             */
            project?: string | null;
            /** Tags */
            tags?: string[] | null;
        };
        /**
         * Refusal
         * @description What went wrong.
         */
        safelight__doors__a1111__errors__Refusal: {
            /**
             * Body
             * @description Always empty
             * @default
             */
            body?: string;
            /**
             * Detail
             * @description What happened
             */
            detail: string;
            /**
             * Error
             * @description A stable code, such as model_not_found
             */
            error: string;
            /**
             * Errors
             * @description What happened, and what to do next
             */
            errors: string;
        };
        /**
         * Named
         * @description A name.
         */
        safelight__doors__a1111__lists__Named: {
            /**
             * Name
             * @description The name
             */
            name: string;
        };
        /**
         * Named
         * @description Something that a config or a run points at.
         */
        safelight__features__classifiers__schemas__common__Named: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * Refusal
         * @description Why it cannot be downloaded as asked.
         */
        safelight__features__downloads__schemas__Refusal: {
            /** Code */
            code: string;
            /** Hint */
            hint?: string | null;
            /** Message */
            message: string;
        };
        /**
         * Lineage
         * @description Where a picture came from.
         */
        safelight__features__gallery__schemas__Lineage: {
            character: components["schemas"]["MadeWith"] | null;
            /** Job Id */
            job_id: string;
        };
        /**
         * Named
         * @description An account, or a key.
         */
        safelight__features__usage__schemas__Named: {
            /**
             * Id
             * @description Its id; empty for what was done before there were accounts, or at the studio itself
             */
            id: string;
            /**
             * Name
             * @description Its name; its id where it is gone
             */
            name: string;
        };
        /**
         * Environment
         * @description What a run ran on: enough to say why a rerun gives other numbers.
         */
        safelight__specs__classify__Environment: {
            /**
             * Code
             * @description Commit of the code, where it is known
             */
            code: string | null;
            /** Deterministic */
            deterministic: boolean;
            /** Device */
            device: string;
            /** Device Name */
            device_name: string;
            /** Packages */
            packages: {
                [key: string]: string;
            };
            /** Platform */
            platform: string;
            /** Python */
            python: string;
            /** Safelight */
            safelight: string;
            /** Seed */
            seed: number;
            /** Threads */
            threads: number;
        };
        /**
         * Environment
         * @description What computed: the program, its packages and the device.
         */
        safelight__specs__lineage__Environment: {
            /**
             * Device
             * @description cpu, cuda:0 …
             */
            device: string;
            /**
             * Device Name
             * @description As its maker names it; kernels differ between models
             */
            device_name: string;
            /**
             * Packages
             * @description Versions of the packages that compute: torch, diffusers …
             */
            packages: {
                [key: string]: string;
            };
            /**
             * Platform
             * @description System, release and processor type
             */
            platform: string;
            /** Python */
            python: string;
            /**
             * Revision
             * @description Commit of its source, where it runs from a checkout
             */
            revision?: string | null;
            /**
             * Safelight
             * @description Version of Safelight
             */
            safelight: string;
            /**
             * Threads
             * @description Of a CPU: sums are split among them
             */
            threads?: number | null;
        };
        /**
         * Lineage
         * @description What weights were learnt from, on, and by.
         */
        safelight__specs__lineage__Lineage: {
            /**
             * Base Sha256
             * @description Of the base model; null where it was not computed
             */
            base_sha256?: string | null;
            /**
             * Dataset
             * @description Fingerprint of pictures, captions, repeats and masks, whatever their order
             */
            dataset: string;
            environment: components["schemas"]["safelight__specs__lineage__Environment"];
            /** Pictures */
            pictures: components["schemas"]["LearntPicture"][];
        };
        /**
         * Sampler
         * @description A sampler.
         */
        Sampler: {
            /**
             * Aliases
             * @description Names that do as well
             */
            aliases: string[];
            /**
             * Name
             * @description For sampler_name
             */
            name: string;
            /**
             * Options
             * @description Always empty
             * @default {}
             */
            options?: {
                [key: string]: string;
            };
        };
        /**
         * SampleShown
         * @description A picture made at a step of a training, by the same prompts and seeds each time.
         */
        SampleShown: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Height */
            height: number;
            /** Id */
            id: string;
            /**
             * Position
             * @description Number of the prompt
             */
            position: number;
            /** Prompt */
            prompt: string;
            /**
             * Role
             * @description A probe is of something else: what the base still knows
             * @default prompt
             * @enum {string}
             */
            role?: "prompt" | "probe";
            /** Seed */
            seed: number;
            /**
             * Step
             * @description 0 is the base before it has learnt anything
             */
            step: number;
            /** Thumbhash */
            thumbhash: string | null;
            /** Thumbnail Url */
            thumbnail_url: string;
            /** Url */
            url: string;
            /** Version */
            version: number;
            /** Width */
            width: number;
        };
        /**
         * Schedule
         * @description A spacing of the steps.
         */
        Schedule: {
            /**
             * Aliases
             * @description Names that do as well
             */
            aliases: string[] | null;
            /**
             * Default Rho
             * @description Of Karras: 7
             */
            default_rho?: number | null;
            /**
             * Label
             * @description For scheduler as well
             */
            label: string;
            /**
             * Name
             * @description For scheduler
             */
            name: string;
            /**
             * Need Inner Model
             * @description Always false
             * @default false
             */
            need_inner_model?: boolean;
        };
        /**
         * SchedulerOptionShown
         * @description One setting of a sampler, for `scheduler_options`.
         */
        SchedulerOptionShown: {
            /**
             * Choices
             * @description The values it takes, if they are few
             * @default []
             */
            choices?: string[];
            /**
             * Default
             * @description Unless the model's own scheduler config says else
             */
            default: boolean | number | string | null;
            /** Maximum */
            maximum?: number | null;
            /** Minimum */
            minimum?: number | null;
            /**
             * Name
             * @description As diffusers names it
             */
            name: string;
            /**
             * Nullable
             * @description null is a value as well
             * @default false
             */
            nullable?: boolean;
            /**
             * Type
             * @enum {string}
             */
            type: "bool" | "int" | "float" | "str";
        };
        /**
         * SchedulerShown
         * @description One sampler.
         */
        SchedulerShown: {
            /**
             * Class Name
             * @description diffusers' class
             */
            class_name: string;
            /**
             * Default
             * @description The model's own choice, where a model was named
             * @default false
             */
            default?: boolean;
            /**
             * Flow Matching
             * @description In this form for models of flow matching (SD3, Flux, …), not for others
             */
            flow_matching: boolean;
            /**
             * Name
             * @description For `scheduler`
             */
            name: string;
            /** Options */
            options: components["schemas"]["SchedulerOptionShown"][];
        };
        /**
         * ScriptInfo
         * @description One extension.
         */
        ScriptInfo: {
            /**
             * Args
             * @description Always empty
             * @default []
             */
            args?: {
                [key: string]: unknown;
            }[];
            /**
             * Is Alwayson
             * @description It goes into alwayson_scripts
             */
            is_alwayson: boolean;
            /**
             * Is Img2Img
             * @description Whether this is said of img2img
             */
            is_img2img: boolean;
            /**
             * Name
             * @description In small letters
             */
            name: string;
        };
        /**
         * Scripts
         * @description Extensions.
         */
        Scripts: {
            /**
             * Img2Img
             * @description Their names, in small letters
             */
            img2img: string[];
            /**
             * Txt2Img
             * @description Their names, in small letters
             */
            txt2img: string[];
        };
        /**
         * ServerCheck
         * @description Whether one server can run a template.
         */
        ServerCheck: {
            /** Address */
            address: string;
            /** Ok */
            ok: boolean;
            /**
             * Problems
             * @default []
             */
            problems?: components["schemas"]["Lack"][];
            /** Up */
            up: boolean;
        };
        /**
         * ServerShown
         * @description One ComfyUI server.
         */
        ServerShown: {
            /** Address */
            address: string;
            /**
             * Checkpoints
             * @default []
             */
            checkpoints?: string[];
            /** Device Name */
            device_name?: string | null;
            /**
             * Lacks
             * @description By template: what is missing; those that can run are []
             * @default {}
             */
            lacks?: {
                [key: string]: components["schemas"]["Lack"][];
            };
            /** Memory Free */
            memory_free?: number | null;
            /**
             * Memory Total
             * @description Bytes of its device
             */
            memory_total?: number | null;
            /**
             * Problem
             * @description Why it does not
             */
            problem?: string | null;
            /**
             * Queue Pending
             * @description Prompts that wait there
             * @default 0
             */
            queue_pending?: number;
            /**
             * Queue Running
             * @description Prompts it computes now, whoever asked for them
             * @default 0
             */
            queue_running?: number;
            /**
             * Up
             * @description It answers
             */
            up: boolean;
            /** Version */
            version?: string | null;
            /**
             * Worker
             * @description Name of the worker that drives it; null where none is alive
             */
            worker?: string | null;
        };
        /**
         * SettingProblem
         * @description What is wrong with one setting.
         */
        SettingProblem: {
            /**
             * Field
             * @description Name of the setting, or dataset
             */
            field: string;
            /** Message */
            message: string;
            /**
             * Value
             * @description What was given, shortened
             */
            value?: string | null;
        };
        /**
         * SettingShown
         * @description One setting of the server; it is changed where it comes from, and holds from the next start on.
         */
        SettingShown: {
            default: components["schemas"]["JsonValue"];
            /** Description */
            description: string;
            /**
             * Env
             * @description The environment variable that sets it
             */
            env: string;
            /** Name */
            name: string;
            /**
             * Source
             * @enum {string}
             */
            source: "default" | "environment" | "file";
            /** @description A secret is masked; null when there is none */
            value: components["schemas"]["JsonValue"];
        };
        /**
         * SettingValues
         * @description One setting of several configs or runs.
         */
        SettingValues: {
            /**
             * Default
             * @description What it is if left out
             */
            default: unknown;
            /**
             * Differs
             * @description Whether they are not all the same
             */
            differs: boolean;
            /** Field */
            field: string;
            /**
             * Values
             * @description In the order in which they were asked for
             */
            values: unknown[];
        };
        /**
         * SetUp
         * @description The first account: the studio's admin.
         */
        SetUp: {
            /**
             * Full Name
             * @description As others read it
             * @default
             */
            full_name?: string;
            /**
             * Name
             * @description What one logs in with; lower case
             * @example ada
             */
            name: string;
            /**
             * Password
             * Format: password
             * @description At least 10 characters, not the name, none of the commonest
             */
            password: string;
            /**
             * Setup Code
             * @description As the server printed it, where one comes from afar
             */
            setup_code?: string | null;
            /**
             * Want Refresh Token
             * @description In the answer instead of a cookie: for programs
             * @default false
             */
            want_refresh_token?: boolean;
        };
        /**
         * Skeleton
         * @description Enough to lay the whole gallery out before any picture of it is known.
         */
        Skeleton: {
            /**
             * Months
             * @description Newest first
             */
            months: components["schemas"]["Month"][];
            /** Total */
            total: number;
        };
        /**
         * Source
         * @description The picture that a video starts from.
         */
        Source: {
            /**
             * Generation Id
             * @description What draws it, where it is drawn first
             */
            generation_id: string | null;
            /**
             * Id
             * @description In the gallery; null for one that was brought, or is gone
             */
            id: string | null;
            /**
             * Url
             * @description Signed link; null while it is not drawn yet, or is gone
             */
            url: string | null;
        };
        /**
         * Spending
         * @description What all pods cost.
         */
        Spending: {
            /**
             * Days
             * @description The last 31, newest first; days without a pod are left out
             */
            days: components["schemas"]["SpentOnDay"][];
            /**
             * Dollars Per Hour
             * @description Now, orphans too
             */
            dollars_per_hour: number;
            /** In All */
            in_all: number;
            /**
             * Orphans
             * @description Of these, those that nobody here has asked for
             */
            orphans: number;
            /**
             * Pods
             * @description Pods that cost something now
             */
            pods: number;
            /** This Month */
            this_month: number;
            /**
             * Today
             * @description Since midnight (UTC)
             */
            today: number;
        };
        /**
         * SpentOnDay
         * @description What all pods cost on one day.
         */
        SpentOnDay: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Dollars */
            dollars: number;
        };
        /**
         * SplitOff
         * @description Set a share of the training pictures aside.
         */
        SplitOff: {
            /**
             * Fraction
             * @description Share of each class of train, at least one picture
             * @default 0.2
             */
            fraction?: number;
            /**
             * Part
             * @description Where they go
             * @enum {string}
             */
            part: "val" | "test";
            /**
             * Seed
             * @description The same seed takes the same pictures
             * @default 0
             */
            seed?: number;
        };
        /**
         * Standing
         * @description How far the work of a caller is.
         */
        Standing: {
            /**
             * Current Image
             * @description How the picture looks by now, as PNG in base64
             */
            current_image: string | null;
            /**
             * Eta Relative
             * @description Seconds to go, as far as that is known
             */
            eta_relative: number;
            /**
             * Progress
             * @description From 0 to 1; 0 at rest
             */
            progress: number;
            /** @description Details */
            state: components["schemas"]["State"];
            /**
             * Textinfo
             * @description What is being done, or what it waits for
             */
            textinfo: string | null;
        };
        /**
         * State
         * @description Where the work of a caller stands.
         */
        State: {
            /**
             * Interrupted
             * @description It was interrupted and ends within a second
             * @default false
             */
            interrupted?: boolean;
            /**
             * Job
             * @description What is being made
             * @default
             */
            job?: string;
            /**
             * Job Count
             * @description Requests of this caller that wait or are drawn; 0 at rest
             * @default 0
             */
            job_count?: number;
            /**
             * Job No
             * @description Always 0: those that are done are not counted
             * @default 0
             */
            job_no?: number;
            /**
             * Job Timestamp
             * @description When the request came: YYYYMMDDhhmmss, UTC
             * @default 0
             */
            job_timestamp?: string;
            /**
             * Sampling Step
             * @description Steps done
             * @default 0
             */
            sampling_step?: number;
            /**
             * Sampling Steps
             * @description Steps in all
             * @default 0
             */
            sampling_steps?: number;
            /**
             * Skipped
             * @description Always false: what is skipped is gone
             * @default false
             */
            skipped?: boolean;
            /**
             * Stopping Generation
             * @description As interrupted
             * @default false
             */
            stopping_generation?: boolean;
        };
        /**
         * StepChoice
         * @description Which checkpoint to draw with.
         */
        StepChoice: {
            /**
             * Step
             * @description One that has a file
             */
            step: number;
        };
        /**
         * StorageChecked
         * @description Whether the storage does all that is asked of it.
         */
        StorageChecked: {
            /** Findings */
            findings: components["schemas"]["StorageFinding"][];
            /**
             * Ok
             * @description Nothing failed; there may be warnings
             */
            ok: boolean;
        };
        /**
         * StorageFinding
         * @description What one step of the check showed.
         */
        StorageFinding: {
            /**
             * Hint
             * @description What to do about it
             */
            hint: string | null;
            /** Message */
            message: string;
            /**
             * Name
             * @description reach, write, read, list, link, upload, clock, browsers or delete
             */
            name: string;
            /** Seconds */
            seconds: number;
            /**
             * State
             * @enum {string}
             */
            state: "ok" | "warning" | "failed" | "skipped";
        };
        /**
         * StorageShown
         * @description Where files are kept, and how many.
         */
        StorageShown: {
            /**
             * Areas
             * @description The largest first
             */
            areas: components["schemas"]["AreaShown"][];
            /** Bytes */
            bytes: number | null;
            /**
             * Direct Uploads
             * @description Whether browsers may be told to send large files straight to it
             */
            direct_uploads: boolean;
            /**
             * Endpoint
             * @description The server that keeps the files; null for a folder
             */
            endpoint: string | null;
            /**
             * Files
             * @description Null while they are counted for the first time
             */
            files: number | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "folder" | "s3" | "supabase" | "google" | "azure";
            /**
             * Links To
             * @description Where links to files lead, if not here
             */
            links_to: string | null;
            /**
             * Measured At
             * @description When they were counted; a large storage is counted rarely
             */
            measured_at: string | null;
            /**
             * Quota Bytes
             * @description New files are refused above this
             */
            quota_bytes: number | null;
            /**
             * Url
             * @description As the setting has it; it holds no secret
             */
            url: string;
        };
        /**
         * StoreStarted
         * @description A model on its way into the storage.
         */
        StoreStarted: {
            /**
             * Job Id
             * @description Its job: progress, cancel
             */
            job_id: string;
            /**
             * Name
             * @description Of the model
             */
            name: string;
        };
        /**
         * Style
         * @description A prompt style.
         */
        Style: {
            /**
             * Name
             * @description For styles
             */
            name: string;
            /**
             * Negative Prompt
             * @description What to keep out
             */
            negative_prompt: string | null;
            /**
             * Prompt
             * @description Words around the prompt, which goes where {prompt} stands
             */
            prompt: string | null;
        };
        /**
         * StyleCopy
         * @description How the copy is called.
         */
        StyleCopy: {
            /**
             * Name
             * @description The name with 'copy' behind it if left out
             */
            name?: string | null;
        };
        /**
         * StyleCreate
         * @description A new style; also one entry of a style file.
         */
        StyleCreate: {
            /**
             * Group
             * @description Heading under which it is listed
             * @default My styles
             */
            group?: string;
            /**
             * Name
             * @description Unlike every other style's, whatever the case
             */
            name: string;
            /**
             * Negative Prompt
             * @description What to keep out of the picture
             * @default
             */
            negative_prompt?: string;
            /**
             * Prompt
             * @description Words around the prompt, which goes where {prompt} stands; without it, in front
             * @default
             */
            prompt?: string;
        };
        /**
         * StyleFile
         * @description Styles as a file: what export gives and import takes.
         */
        StyleFile: {
            /**
             * Safelight Styles
             * @default 1
             * @constant
             */
            safelight_styles?: 1;
            /** Styles */
            styles: components["schemas"]["StyleCreate"][];
        };
        /**
         * StyleGroup
         * @description Styles under one heading.
         */
        StyleGroup: {
            /** Name */
            name: string;
            /** Styles */
            styles: components["schemas"]["StyleShown"][];
        };
        /**
         * StyleImport
         * @description The outcome of an import, or with dry_run what it would be.
         */
        StyleImport: {
            /** Dry Run */
            dry_run: boolean;
            /** Items */
            items: components["schemas"]["StyleImportItem"][];
            /**
             * Saved
             * @description Entries that were added, replaced or renamed
             */
            saved: number;
        };
        /**
         * StyleImportItem
         * @description What happens, or would happen, to one entry of the file.
         */
        StyleImportItem: {
            /**
             * Action
             * @enum {string}
             */
            action: "add" | "replace" | "rename" | "skip" | "same" | "refuse";
            /** Message */
            message?: string | null;
            /**
             * Name
             * @description As in the file
             */
            name: string;
            /**
             * Row
             * @description From 1, in the order of the file
             */
            row: number;
            /**
             * Saved As
             * @description Its name here
             */
            saved_as?: string | null;
        };
        /**
         * StyleList
         * @description All styles, own groups first.
         */
        StyleList: {
            /** Groups */
            groups: components["schemas"]["StyleGroup"][];
            /** Total */
            total: number;
        };
        /**
         * StyleShown
         * @description One style.
         */
        StyleShown: {
            /**
             * Built In
             * @description Built-in styles cannot be changed; copy one to change the copy
             */
            built_in: boolean;
            /**
             * Drawing
             * @description Generation that draws the thumbnail now
             */
            drawing?: string | null;
            /** Group */
            group: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Negative Prompt */
            negative_prompt: string;
            /**
             * Prompt
             * @description Template; the person's prompt goes where {prompt} stands, or in front
             */
            prompt: string;
            /**
             * Thumbnail Model
             * @description The model that drew the thumbnail
             */
            thumbnail_model?: string | null;
            /**
             * Thumbnail Url
             * @description What it looks like, once that was drawn
             */
            thumbnail_url?: string | null;
            /**
             * Updated At
             * @description Null for built-in styles
             */
            updated_at: string | null;
        };
        /**
         * StyleUpdate
         * @description What can be changed of a style; what is left out stays.
         */
        StyleUpdate: {
            /** Group */
            group?: string | null;
            /** Name */
            name?: string | null;
            /** Negative Prompt */
            negative_prompt?: string | null;
            /** Prompt */
            prompt?: string | null;
        };
        /**
         * SweepAsk
         * @description What to try: settings, each with its values.
         */
        SweepAsk: {
            /**
             * Config
             * @description Id of the config to begin with; the defaults if left out
             */
            config?: string | null;
            /**
             * Count
             * @description Of random: how many runs
             * @default 10
             */
            count?: number;
            /**
             * Dataset
             * @description Id or name; the config's if left out
             */
            dataset?: string | null;
            /**
             * Method
             * @description grid: every combination; random: some, by chance
             * @default grid
             * @enum {string}
             */
            method?: "grid" | "random";
            /**
             * Seed
             * @description Of random: the same seed tries the same
             * @default 0
             */
            seed?: number;
            /**
             * Settings
             * @description Settings of every run that differ from the config's
             * @default {}
             */
            settings?: {
                [key: string]: unknown;
            };
            /**
             * Space
             * @description Settings to vary, by name: values, or low and high
             */
            space: {
                [key: string]: components["schemas"]["Values"] | components["schemas"]["Range"];
            };
        };
        /**
         * SweepListed
         * @description One sweep of a list.
         */
        SweepListed: {
            /**
             * Best Run Id
             * @description The run with the best value of the monitored metric so far
             */
            best_run_id: string | null;
            /** Best Run Number */
            best_run_number: number | null;
            /** Best Value */
            best_value: number | null;
            config: components["schemas"]["safelight__features__classifiers__schemas__common__Named"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            dataset: components["schemas"]["safelight__features__classifiers__schemas__common__Named"];
            /** Id */
            id: string;
            /**
             * Method
             * @enum {string}
             */
            method: "grid" | "random";
            /**
             * Monitor Metric
             * @description What its runs are judged by
             */
            monitor_metric: ("loss" | "accuracy" | "top_k" | "macro_precision" | "macro_recall" | "macro_f1" | "auroc" | "ece") | null;
            /** Name */
            name: string;
            project: components["schemas"]["safelight__features__classifiers__schemas__common__Named"] | null;
            /** Run Count */
            run_count: number;
            /** Seed */
            seed: number;
            /**
             * Space
             * @description The varied settings, with their values
             */
            space: {
                [key: string]: unknown;
            };
            /**
             * States
             * @description Runs by state
             */
            states: {
                [key: string]: number;
            };
        };
        /**
         * SweepPreview
         * @description What a sweep would start.
         */
        SweepPreview: {
            /**
             * Count
             * @description Runs
             */
            count: number;
            /**
             * Limit
             * @description The most that one sweep may start
             * @default 200
             */
            limit?: number;
            /** Problems */
            problems: components["schemas"]["SettingProblem"][];
            /**
             * Runs
             * @description The varied settings of each; the first 200
             */
            runs: {
                [key: string]: unknown;
            }[];
        };
        /**
         * SweepRun
         * @description One run of a sweep, with what it tries.
         */
        SweepRun: {
            run: components["schemas"]["RunListed"];
            /**
             * Values
             * @description Of the varied settings
             */
            values: {
                [key: string]: unknown;
            };
        };
        /**
         * SweepShown
         * @description One sweep with its runs, best first.
         */
        SweepShown: {
            /**
             * Best Run Id
             * @description The run with the best value of the monitored metric so far
             */
            best_run_id: string | null;
            /** Best Run Number */
            best_run_number: number | null;
            /** Best Value */
            best_value: number | null;
            config: components["schemas"]["safelight__features__classifiers__schemas__common__Named"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            dataset: components["schemas"]["safelight__features__classifiers__schemas__common__Named"];
            /** Id */
            id: string;
            /**
             * Method
             * @enum {string}
             */
            method: "grid" | "random";
            /**
             * Monitor Metric
             * @description What its runs are judged by
             */
            monitor_metric: ("loss" | "accuracy" | "top_k" | "macro_precision" | "macro_recall" | "macro_f1" | "auroc" | "ece") | null;
            /** Name */
            name: string;
            project: components["schemas"]["safelight__features__classifiers__schemas__common__Named"] | null;
            /** Run Count */
            run_count: number;
            /** Runs */
            runs: components["schemas"]["SweepRun"][];
            /** Seed */
            seed: number;
            /**
             * Space
             * @description The varied settings, with their values
             */
            space: {
                [key: string]: unknown;
            };
            /**
             * States
             * @description Runs by state
             */
            states: {
                [key: string]: number;
            };
        };
        /**
         * SweepStart
         * @description A sweep to start.
         */
        SweepStart: {
            /**
             * Config
             * @description Id of the config to begin with; the defaults if left out
             */
            config?: string | null;
            /**
             * Count
             * @description Of random: how many runs
             * @default 10
             */
            count?: number;
            /**
             * Dataset
             * @description Id or name; the config's if left out
             */
            dataset?: string | null;
            /**
             * Gpu
             * @description Only workers with a GPU may take its runs
             * @default false
             */
            gpu?: boolean;
            /**
             * Method
             * @description grid: every combination; random: some, by chance
             * @default grid
             * @enum {string}
             */
            method?: "grid" | "random";
            /** Name */
            name: string;
            /**
             * Notes
             * @default
             */
            notes?: string;
            /**
             * Project
             * @description Id or name; the config's if left out
             */
            project?: string | null;
            /**
             * Seed
             * @description Of random: the same seed tries the same
             * @default 0
             */
            seed?: number;
            /**
             * Settings
             * @description Settings of every run that differ from the config's
             * @default {}
             */
            settings?: {
                [key: string]: unknown;
            };
            /**
             * Space
             * @description Settings to vary, by name: values, or low and high
             */
            space: {
                [key: string]: components["schemas"]["Values"] | components["schemas"]["Range"];
            };
            /**
             * Tags
             * @default []
             */
            tags?: string[];
            /**
             * Worker
             * @description Name or id of the one worker that may take its runs
             */
            worker?: string | null;
        };
        /**
         * SystemShown
         * @description The server and what it stands on.
         */
        SystemShown: {
            counts: components["schemas"]["Counts"];
            /** Data Dir */
            data_dir: string;
            /**
             * Database
             * @enum {string}
             */
            database: "sqlite" | "postgresql";
            /**
             * Database Bytes
             * @description Size of the database file; null where it is a server
             */
            database_bytes: number | null;
            disk: components["schemas"]["Disk"];
            /**
             * Event Seq
             * @description Number of the last fact that was told
             */
            event_seq: number;
            /** Jobs Waiting */
            jobs_waiting: number;
            /** Platform */
            platform: string;
            /** Python */
            python: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * Storage
             * @enum {string}
             */
            storage: "folder" | "s3" | "supabase" | "google" | "azure";
            /**
             * Storage Bytes
             * @description Bytes of all stored files
             */
            storage_bytes: number;
            /** Storage Quota Bytes */
            storage_quota_bytes: number | null;
            /** Version */
            version: string;
            /** Workers */
            workers: number;
        };
        /**
         * Target
         * @description One input of one node.
         */
        Target: {
            /**
             * Input
             * @description Name of its input
             */
            input: string;
            /**
             * Node
             * @description Id of the node in the graph
             */
            node: string;
        };
        /**
         * Template
         * @description A manifest and its graph, which fit each other.
         */
        Template: {
            /**
             * Graph
             * @description As ComfyUI's Export (API) saves it
             */
            graph: {
                [key: string]: unknown;
            };
            manifest: components["schemas"]["Manifest"];
        };
        /**
         * TensorBoardShown
         * @description TensorBoard of one run or project.
         */
        TensorBoardShown: {
            /**
             * Idle Seconds
             * @description Since somebody last looked, while it runs
             */
            idle_seconds?: number | null;
            /**
             * Idle Timeout Seconds
             * @description It ends when nobody has looked for this long
             */
            idle_timeout_seconds: number;
            /**
             * Memory Bytes
             * @description Memory of its process, where the system tells
             */
            memory_bytes?: number | null;
            /**
             * Message
             * @description Why it failed, or is unavailable
             */
            message?: string | null;
            /**
             * Runs
             * @description Runs that it shows; of a project the newest
             */
            runs: number;
            /**
             * State
             * @description unavailable: TensorBoard is not installed where the server runs
             * @enum {string}
             */
            state: "stopped" | "starting" | "running" | "failed" | "unavailable";
            /**
             * Target
             * @description Id of the run or project
             */
            target: string;
            /**
             * Url
             * @description Open it in a browser, in a frame of the studio's own pages too; behind an API key the link works for a minute, and what it opened for as long as it is used
             */
            url: string;
        };
        /**
         * ThumbnailAsked
         * @description How styles are drawn, so that they can be compared: the same subject, the same seed.
         */
        ThumbnailAsked: {
            /**
             * Model
             * @description Base model; the default one if left out
             */
            model?: string | null;
            /**
             * Subject
             * @description What to draw in the style
             * @default a cat
             */
            subject?: string;
        };
        /**
         * ThumbnailJob
         * @description A thumbnail that is on its way.
         */
        ThumbnailJob: {
            /** Generation Id */
            generation_id: string;
            /** Job Id */
            job_id: string;
            /** Model */
            model: string;
            /** Style Id */
            style_id: string;
            /** Style Name */
            style_name: string;
        };
        /**
         * ThumbnailJobs
         * @description All thumbnails that are now on their way.
         */
        ThumbnailJobs: {
            /** Items */
            items: components["schemas"]["ThumbnailJob"][];
        };
        /**
         * Tidied
         * @description What was deleted.
         */
        Tidied: {
            /**
             * Rules
             * @description In the order in which they were followed
             */
            rules: components["schemas"]["Gone"][];
        };
        /**
         * TokenDetails
         * @description Nothing is counted in tokens.
         */
        TokenDetails: {
            /**
             * Image Tokens
             * @description Always 0
             * @default 0
             */
            image_tokens?: number;
            /**
             * Text Tokens
             * @description Always 0
             * @default 0
             */
            text_tokens?: number;
        };
        /**
         * TokenGiven
         * @description A token for a hub.
         */
        TokenGiven: {
            /**
             * Token
             * Format: password
             * @description From the hub's settings; read access will do
             */
            token: string;
        };
        /**
         * TokenShown
         * @description That a token is kept; it itself is never shown.
         */
        TokenShown: {
            /**
             * Added At
             * Format: date-time
             */
            added_at: string;
            /**
             * Host
             * @description The only server that it is sent to
             */
            host: string;
            /**
             * User
             * @description Whom the hub knows it as
             */
            user: string | null;
        };
        /**
         * TrainAsk
         * @description How to train, and where to call when it is done.
         */
        TrainAsk: {
            /**
             * Adam Beta2
             * @description Memory of the optimizer's second moment
             */
            adam_beta2?: number | null;
            /**
             * Alpha
             * @description LoRA alpha; equal to rank when left out
             */
            alpha?: number | null;
            /**
             * Aspect Buckets
             * @description Keep portrait and landscape pictures in their shape
             */
            aspect_buckets?: boolean | null;
            /**
             * Base Quantization
             * @description Hold the frozen denoiser of a LoRA training in 8 or 4 bits: less memory, slower
             */
            base_quantization?: ("int8" | "nf4") | "none" | null;
            /**
             * Caption Dropout
             * @description Share of pictures shown without their words
             */
            caption_dropout?: number | null;
            /** @description Have a model caption what has no caption, for this training alone */
            captioner?: components["schemas"]["CaptionSettings"] | null;
            /**
             * Checkpoint Every
             * @description Steps between checkpoints
             */
            checkpoint_every?: number | null;
            /**
             * Choose Best
             * @description Score the samples and publish the best of them rather than the last step
             */
            choose_best?: boolean | null;
            /**
             * Early Stop
             * @description Stop when the score has not risen for several samples, or the model forgets
             */
            early_stop?: boolean | null;
            /**
             * Ema Decay
             * @description Average the weights; 0 or null for none
             */
            ema_decay?: number | null;
            /**
             * Flip
             * @description Also show each picture mirrored
             */
            flip?: boolean | null;
            /**
             * Gradient Accumulation Steps
             * @description Batches per optimizer step
             */
            gradient_accumulation_steps?: number | null;
            /**
             * Gradient Checkpointing
             * @description Less memory, about 1.5 times slower; on for GPUs
             */
            gradient_checkpointing?: boolean | null;
            /**
             * Guidance Scale
             * @description Told to a guidance-distilled model while it learns; 1 if left out
             */
            guidance_scale?: number | null;
            /**
             * Keep Checkpoints
             * @description Newest checkpoints kept to resume from
             */
            keep_checkpoints?: number | null;
            /**
             * Learning Rate
             * @description Learning rate of the denoiser; left out, a 20th of it for all weights
             */
            learning_rate?: number | null;
            /**
             * Likeness Model
             * @description Model that sees how alike pictures are (DINOv2, CLIP …); an installed one, or none, if left out
             */
            likeness_model?: string | null;
            /**
             * Logit Mean
             * @description Of logit_normal
             */
            logit_mean?: number | null;
            /**
             * Logit Std
             * @description Of logit_normal
             */
            logit_std?: number | null;
            /**
             * Lr Num Cycles
             * @description Cycles of cosine_with_restarts
             */
            lr_num_cycles?: number | null;
            /**
             * Lr Power
             * @description Of polynomial
             */
            lr_power?: number | null;
            /**
             * Lr Scheduler
             * @description How the learning rate goes over the steps
             */
            lr_scheduler?: ("constant" | "constant_with_warmup" | "linear" | "cosine" | "cosine_with_restarts" | "polynomial") | null;
            /**
             * Lr Warmup Steps
             * @description Steps in which the learning rate rises; none if 'constant'
             */
            lr_warmup_steps?: number | null;
            /**
             * Max Grad Norm
             * @description Longer gradients are shortened to this
             */
            max_grad_norm?: number | null;
            /**
             * Max Train Steps
             * @description Optimizer steps
             */
            max_train_steps?: number | null;
            /**
             * Method
             * @description What learns: a LoRA beside the base model, or all weights of a copy of it
             */
            method?: ("lora" | "full") | null;
            /**
             * Mixed Precision
             * @description bf16 on a GPU that has it, else fp16; none on a CPU
             */
            mixed_precision?: ("no" | "fp16" | "bf16") | null;
            /**
             * Num Prior Images
             * @description Pictures of the base model that keep its knowledge
             */
            num_prior_images?: number | null;
            /**
             * Num Processes
             * @description Devices that share the training (DDP)
             */
            num_processes?: number | null;
            /**
             * Optimizer
             * @description 8-bit AdamW on a GPU, else AdamW. Prodigy finds its own rate: learning_rate 1
             */
            optimizer?: ("adamw" | "adamw8bit" | "prodigy" | "adafactor") | null;
            /**
             * Pause For Pictures
             * @description Stand aside between two steps while somebody waits for a picture on this device
             */
            pause_for_pictures?: boolean | null;
            /** Preset */
            preset?: ("quick" | "good" | "thorough") | null;
            /**
             * Prior Guidance Scale
             * @description Guidance of prior pictures; the pipeline's own if left out
             */
            prior_guidance_scale?: number | null;
            /**
             * Prior Loss Weight
             * @description How much those pictures count
             */
            prior_loss_weight?: number | null;
            /**
             * Prior Num Inference Steps
             * @description Denoising steps of prior pictures
             */
            prior_num_inference_steps?: number | null;
            /**
             * Prior Prompts
             * @description Prompts of those pictures
             */
            prior_prompts?: string[] | null;
            /**
             * Probe Prompts
             * @description Of other things, drawn with the samples: does the base still know them?
             */
            probe_prompts?: string[] | null;
            /**
             * Rank
             * @description LoRA rank: size of the adapter
             */
            rank?: number | null;
            /**
             * Resolution
             * @description Pixel side of a square bucket; the model's own if left out
             */
            resolution?: number | null;
            /**
             * Sample Every
             * @description Steps between sample pictures; 0 for none
             */
            sample_every?: number | null;
            /**
             * Seed
             * @description Of all that is drawn by chance
             */
            seed?: number | null;
            /**
             * Snr Gamma
             * @description Min-SNR loss weighting; 0 or null for the plain loss
             */
            snr_gamma?: number | null;
            /**
             * Target
             * @description Which layers of the denoiser learn
             */
            target?: ("attention" | "attention+feedforward" | "all") | null;
            /**
             * Text Encoder Learning Rate
             * @description A tenth of the denoiser's if left out
             */
            text_encoder_learning_rate?: number | null;
            /**
             * Train Batch Size
             * @description Pictures per step and device; each has a prior picture beside it, if any
             */
            train_batch_size?: number | null;
            /**
             * Train Text Encoder
             * @description Teach the text encoder the trigger word too
             */
            train_text_encoder?: boolean | null;
            /**
             * Unmasked Weight
             * @description How much the part of a picture outside its mask counts, where it has one
             */
            unmasked_weight?: number | null;
            /** @description Address to call when the job has news: its URL, or url, events and secret */
            webhook?: components["schemas"]["WebhookAsk"] | string | null;
            /**
             * Webhook Events Filter
             * @description As `webhook.events`, where webhook is a URL
             */
            webhook_events_filter?: string[] | null;
            /**
             * Weight Decay
             * @description Pull of the weights towards zero
             */
            weight_decay?: number | null;
            /**
             * Weighting Scheme
             * @description Flow models: how times are drawn and weighted (names of diffusers); the family's own if left out
             */
            weighting_scheme?: ("none" | "sigma_sqrt" | "logit_normal" | "mode" | "cosmap") | null;
        };
        /**
         * TrainConfig
         * @description Every setting of one run; the defaults suit a few thousand pictures and one device.
         *
         *     Stand-alone, `root` is a folder and `model_flavour` a hub id, a folder, or one of the built-in flavours. In the
         *     studio `root` is left out: the run names a registered dataset; `model_flavour` may be a model on the shelf.
         */
        TrainConfig: {
            /**
             * Accumulation Steps
             * @description Batches per optimizer step
             * @default 1
             */
            accumulation_steps?: number;
            /**
             * Amp Dtype
             * @description bf16 on a GPU that has it, else fp16; none on a CPU
             */
            amp_dtype?: ("no" | "fp16" | "bf16") | null;
            /**
             * Augment On
             * @description Where: on the device if it is a GPU, if left out
             */
            augment_on?: ("cpu" | "device") | null;
            /**
             * Augmentation
             * @description flip: mirrored at times, and nothing else; light: random crop, small colour changes
             * @default light
             * @enum {string}
             */
            augmentation?: "none" | "flip" | "light" | "randaugment" | "trivialaugment";
            /**
             * Batch Size
             * @description Pictures per step
             * @default 32
             */
            batch_size?: number;
            /**
             * Cache
             * @description Decode each picture once, into a file of small uint8 copies
             * @default true
             */
            cache?: boolean;
            /**
             * Cache Dir
             * @description Folder of that file, shared by runs; the user's cache if left out
             */
            cache_dir?: string | null;
            /**
             * Cache Gib
             * @description Largest size of that file; else no cache
             * @default 20
             */
            cache_gib?: number;
            /**
             * Channels
             * @description grey: one channel, repeated where the model wants three
             * @default rgb
             * @enum {string}
             */
            channels?: "rgb" | "grey";
            /**
             * Channels Last
             * @description Memory layout that convolutions like
             * @default true
             */
            channels_last?: boolean;
            /**
             * Checkpoint Seconds
             * @description Time between states that a killed run goes on from
             * @default 60
             */
            checkpoint_seconds?: number;
            /**
             * Ckpt Dir
             * @description Folder of checkpoints and results; runs/<name> if left out
             */
            ckpt_dir?: string | null;
            /**
             * Class Weights
             * @description Rare classes count more: by 1/n, or effective n
             * @default none
             * @enum {string}
             */
            class_weights?: "none" | "balanced" | "effective";
            /**
             * Compile
             * @description torch.compile: minutes at the start, then faster steps
             * @default false
             */
            compile?: boolean;
            /**
             * Crop Scale
             * @description Smallest share of the area that a crop keeps
             * @default 0.7
             */
            crop_scale?: number;
            /**
             * Cutmix
             * @description Alpha of cutmix; 0 for none
             * @default 0
             */
            cutmix?: number;
            /**
             * Deterministic
             * @description Same seed, same machine: the same numbers; a little slower
             * @default true
             */
            deterministic?: boolean;
            /**
             * Early Stop Delta
             * @description What counts as better
             * @default 0
             */
            early_stop_delta?: number;
            /**
             * Early Stop Patience
             * @description Epochs without a better value until it stops; never if left out
             */
            early_stop_patience?: number | null;
            /**
             * Ema Decay
             * @description Judge and keep an average of the weights
             */
            ema_decay?: number | null;
            /**
             * Epochs
             * @description Times that all training pictures are seen
             * @default 30
             */
            epochs?: number;
            /**
             * Erasing
             * @description Probability that a part of a picture is erased
             * @default 0
             */
            erasing?: number;
            /**
             * Flip
             * @description Mirror pictures too: right for most photographs, wrong for letters and digits
             * @default false
             */
            flip?: boolean;
            /**
             * Focal Gamma
             * @description Of focal: how much less easy pictures count
             * @default 2
             */
            focal_gamma?: number;
            /**
             * Freeze Backbone
             * @description Only the head learns
             * @default false
             */
            freeze_backbone?: boolean;
            /**
             * Image Size
             * @description Pixel side; what the model expects if left out
             */
            image_size?: number | null;
            /**
             * Label Smoothing
             * @description Share of certainty taken from the right class
             * @default 0.1
             */
            label_smoothing?: number;
            /**
             * Layer Decay
             * @description Each layer further from the head learns at this times the rate
             * @default 1
             */
            layer_decay?: number;
            /**
             * Load Pretrained
             * @description Start from trained weights; the head is new unless its classes are the same
             * @default false
             */
            load_pretrained?: boolean;
            /**
             * Loss
             * @description bce: each class is a question of its own
             * @default cross_entropy
             * @enum {string}
             */
            loss?: "cross_entropy" | "focal" | "bce";
            /**
             * Lr
             * @description Highest learning rate, of the head
             * @default 0.001
             */
            lr?: number;
            /**
             * Max Grad Norm
             * @description Longer gradients are shortened to this
             * @default 1
             */
            max_grad_norm?: number | null;
            /**
             * Max Steps
             * @description End after so many steps, if sooner
             */
            max_steps?: number | null;
            /**
             * Mixup
             * @description Alpha of mixup; 0 for none
             * @default 0
             */
            mixup?: number;
            /**
             * Model Flavour
             * @description Built-in flavour, hub id (transformers or timm), folder, or name of a model on the shelf
             * @default vit-small
             */
            model_flavour?: string;
            /**
             * Momentum
             * @description Of sgd and rmsprop
             * @default 0.9
             */
            momentum?: number;
            /**
             * Monitor Metric
             * @description Validation metric that picks the best
             * @default accuracy
             * @enum {string}
             */
            monitor_metric?: "loss" | "accuracy" | "top_k" | "macro_precision" | "macro_recall" | "macro_f1" | "auroc" | "ece";
            /**
             * Monitor Mode
             * @description min or max; by the metric if left out
             */
            monitor_mode?: ("min" | "max") | null;
            /**
             * Optimizer
             * @description What moves the weights
             * @default adamw
             * @enum {string}
             */
            optimizer?: "adamw" | "adam" | "sgd" | "rmsprop" | "adafactor";
            /**
             * Resume
             * @description Go on from the state in ckpt_dir, if there is one of this config
             * @default true
             */
            resume?: boolean;
            /**
             * Root
             * @description Folder with train/, val/ and perhaps test/, in each a folder per class; or a folder per class
             */
            root?: string | null;
            /**
             * Save Every Epoch
             * @description Keep the weights of each epoch, not the best alone
             * @default false
             */
            save_every_epoch?: boolean;
            /**
             * Schedule
             * @description How the learning rate goes over the steps
             * @default cosine
             * @enum {string}
             */
            schedule?: "constant" | "linear" | "cosine" | "polynomial" | "step" | "one_cycle" | "plateau";
            /**
             * Seed
             * @description Of all that is drawn by chance
             * @default 0
             */
            seed?: number;
            /**
             * Tb Root
             * @description Folder of TensorBoard's event files; <ckpt_dir>/tb if left out
             */
            tb_root?: string | null;
            /**
             * Test Fraction
             * @description Share of train that is set aside where test is missing; 0 for no test
             * @default 0
             */
            test_fraction?: number;
            /**
             * Top K
             * @description Of the metric top_k
             * @default 5
             */
            top_k?: number;
            /**
             * Val Fraction
             * @description Share of train that is set aside, by class and seed, where val is missing
             * @default 0.2
             */
            val_fraction?: number;
            /**
             * Warmup Epochs
             * @description Epochs in which the rate rises from 0
             * @default 1
             */
            warmup_epochs?: number;
            /**
             * Weight Decay
             * @description Pull of weights towards zero; not of biases
             * @default 0.05
             */
            weight_decay?: number;
            /**
             * Workers
             * @description Processes that read pictures; by the machine if left out
             */
            workers?: number | null;
        };
        /**
         * TrainingFit
         * @description Will a training fit, before anything is started.
         */
        TrainingFit: {
            /**
             * Fits
             * @description On one of the live workers
             */
            fits: boolean;
            /** Needed Bytes */
            needed_bytes: number;
            /**
             * Phases
             * @description In their order; the largest one decides
             */
            phases: components["schemas"]["Phase"][];
            /**
             * Remedies
             * @description Where it does not fit: changes with which it would, cheapest first
             */
            remedies: components["schemas"]["TrainingRemedy"][];
            /** Workers */
            workers: components["schemas"]["FitOnWorker"][];
        };
        /**
         * TrainingPlan
         * @description What a training would be, before it is started.
         */
        TrainingPlan: {
            /**
             * Basis
             * @description Where `seconds` comes from: trainings like this one, trainings of this model scaled, or nothing
             * @enum {string}
             */
            basis: "measured" | "estimate" | "unknown";
            /** Can Start */
            can_start: boolean;
            /**
             * Changed
             * @description Settings that differ from the preset
             */
            changed: string[];
            /**
             * Disk Bytes
             * @description What it will keep; null until a training of this model has shown it
             */
            disk_bytes: number | null;
            /**
             * Jobs Ahead
             * @description Jobs that wait before it
             */
            jobs_ahead: number;
            /** @description Whether it will fit, phase by phase, and what would make it; null where its files tell too little */
            memory: components["schemas"]["TrainingFit"] | null;
            /**
             * Memory Bytes
             * @description Device memory that a worker must have for it
             */
            memory_bytes: number;
            overrides: components["schemas"]["TrainOverrides"];
            /**
             * Pictures
             * @description Pictures that would be learnt from
             */
            pictures: number;
            /**
             * Preset
             * @enum {string}
             */
            preset: "quick" | "good" | "thorough";
            /** Presets */
            presets: components["schemas"]["PresetOffer"][];
            /**
             * Problems
             * @description Why it cannot start, in words
             */
            problems: string[];
            /** Seconds */
            seconds: number | null;
            training: components["schemas"]["TrainSpec"];
            /** Workers */
            workers: components["schemas"]["FittingWorker"][];
        };
        /**
         * TrainingRemedy
         * @description Settings that would make it fit.
         */
        TrainingRemedy: {
            /**
             * Changes
             * @description What to set, as overrides of the training
             */
            changes: {
                [key: string]: string | number | boolean;
            };
            /**
             * Cost
             * @description What one pays for it
             */
            cost: string;
            /** Needed Bytes */
            needed_bytes: number;
        };
        /**
         * TrainOverrides
         * @description What a person may set by hand, any setting of TrainSpec; the rest comes from the model's preset.
         *
         *     Bounds and descriptions are those of TrainSpec, put in below.
         */
        TrainOverrides: {
            /**
             * Adam Beta2
             * @description Memory of the optimizer's second moment
             */
            adam_beta2?: number | null;
            /**
             * Alpha
             * @description LoRA alpha; equal to rank when left out
             */
            alpha?: number | null;
            /**
             * Aspect Buckets
             * @description Keep portrait and landscape pictures in their shape
             */
            aspect_buckets?: boolean | null;
            /**
             * Base Quantization
             * @description Hold the frozen denoiser of a LoRA training in 8 or 4 bits: less memory, slower
             */
            base_quantization?: ("int8" | "nf4") | "none" | null;
            /**
             * Caption Dropout
             * @description Share of pictures shown without their words
             */
            caption_dropout?: number | null;
            /**
             * Checkpoint Every
             * @description Steps between checkpoints
             */
            checkpoint_every?: number | null;
            /**
             * Choose Best
             * @description Score the samples and publish the best of them rather than the last step
             */
            choose_best?: boolean | null;
            /**
             * Early Stop
             * @description Stop when the score has not risen for several samples, or the model forgets
             */
            early_stop?: boolean | null;
            /**
             * Ema Decay
             * @description Average the weights; 0 or null for none
             */
            ema_decay?: number | null;
            /**
             * Flip
             * @description Also show each picture mirrored
             */
            flip?: boolean | null;
            /**
             * Gradient Accumulation Steps
             * @description Batches per optimizer step
             */
            gradient_accumulation_steps?: number | null;
            /**
             * Gradient Checkpointing
             * @description Less memory, about 1.5 times slower; on for GPUs
             */
            gradient_checkpointing?: boolean | null;
            /**
             * Guidance Scale
             * @description Told to a guidance-distilled model while it learns; 1 if left out
             */
            guidance_scale?: number | null;
            /**
             * Keep Checkpoints
             * @description Newest checkpoints kept to resume from
             */
            keep_checkpoints?: number | null;
            /**
             * Learning Rate
             * @description Learning rate of the denoiser; left out, a 20th of it for all weights
             */
            learning_rate?: number | null;
            /**
             * Likeness Model
             * @description Model that sees how alike pictures are (DINOv2, CLIP …); an installed one, or none, if left out
             */
            likeness_model?: string | null;
            /**
             * Logit Mean
             * @description Of logit_normal
             */
            logit_mean?: number | null;
            /**
             * Logit Std
             * @description Of logit_normal
             */
            logit_std?: number | null;
            /**
             * Lr Num Cycles
             * @description Cycles of cosine_with_restarts
             */
            lr_num_cycles?: number | null;
            /**
             * Lr Power
             * @description Of polynomial
             */
            lr_power?: number | null;
            /**
             * Lr Scheduler
             * @description How the learning rate goes over the steps
             */
            lr_scheduler?: ("constant" | "constant_with_warmup" | "linear" | "cosine" | "cosine_with_restarts" | "polynomial") | null;
            /**
             * Lr Warmup Steps
             * @description Steps in which the learning rate rises; none if 'constant'
             */
            lr_warmup_steps?: number | null;
            /**
             * Max Grad Norm
             * @description Longer gradients are shortened to this
             */
            max_grad_norm?: number | null;
            /**
             * Max Train Steps
             * @description Optimizer steps
             */
            max_train_steps?: number | null;
            /**
             * Method
             * @description What learns: a LoRA beside the base model, or all weights of a copy of it
             */
            method?: ("lora" | "full") | null;
            /**
             * Mixed Precision
             * @description bf16 on a GPU that has it, else fp16; none on a CPU
             */
            mixed_precision?: ("no" | "fp16" | "bf16") | null;
            /**
             * Num Prior Images
             * @description Pictures of the base model that keep its knowledge
             */
            num_prior_images?: number | null;
            /**
             * Num Processes
             * @description Devices that share the training (DDP)
             */
            num_processes?: number | null;
            /**
             * Optimizer
             * @description 8-bit AdamW on a GPU, else AdamW. Prodigy finds its own rate: learning_rate 1
             */
            optimizer?: ("adamw" | "adamw8bit" | "prodigy" | "adafactor") | null;
            /**
             * Pause For Pictures
             * @description Stand aside between two steps while somebody waits for a picture on this device
             */
            pause_for_pictures?: boolean | null;
            /**
             * Prior Guidance Scale
             * @description Guidance of prior pictures; the pipeline's own if left out
             */
            prior_guidance_scale?: number | null;
            /**
             * Prior Loss Weight
             * @description How much those pictures count
             */
            prior_loss_weight?: number | null;
            /**
             * Prior Num Inference Steps
             * @description Denoising steps of prior pictures
             */
            prior_num_inference_steps?: number | null;
            /**
             * Prior Prompts
             * @description Prompts of those pictures
             */
            prior_prompts?: string[] | null;
            /**
             * Probe Prompts
             * @description Of other things, drawn with the samples: does the base still know them?
             */
            probe_prompts?: string[] | null;
            /**
             * Rank
             * @description LoRA rank: size of the adapter
             */
            rank?: number | null;
            /**
             * Resolution
             * @description Pixel side of a square bucket; the model's own if left out
             */
            resolution?: number | null;
            /**
             * Sample Every
             * @description Steps between sample pictures; 0 for none
             */
            sample_every?: number | null;
            /**
             * Seed
             * @description Of all that is drawn by chance
             */
            seed?: number | null;
            /**
             * Snr Gamma
             * @description Min-SNR loss weighting; 0 or null for the plain loss
             */
            snr_gamma?: number | null;
            /**
             * Target
             * @description Which layers of the denoiser learn
             */
            target?: ("attention" | "attention+feedforward" | "all") | null;
            /**
             * Text Encoder Learning Rate
             * @description A tenth of the denoiser's if left out
             */
            text_encoder_learning_rate?: number | null;
            /**
             * Train Batch Size
             * @description Pictures per step and device; each has a prior picture beside it, if any
             */
            train_batch_size?: number | null;
            /**
             * Train Text Encoder
             * @description Teach the text encoder the trigger word too
             */
            train_text_encoder?: boolean | null;
            /**
             * Unmasked Weight
             * @description How much the part of a picture outside its mask counts, where it has one
             */
            unmasked_weight?: number | null;
            /**
             * Weight Decay
             * @description Pull of the weights towards zero
             */
            weight_decay?: number | null;
            /**
             * Weighting Scheme
             * @description Flow models: how times are drawn and weighted (names of diffusers); the family's own if left out
             */
            weighting_scheme?: ("none" | "sigma_sqrt" | "logit_normal" | "mode" | "cosmap") | null;
        };
        /**
         * TrainSpec
         * @description Every setting of a training; the defaults suit a LoRA of SD 1.5 with about 20 pictures on one GPU.
         *
         *     Source of the defaults: what diffusers, kohya, ai-toolkit and OneTrainer ship, where they agree.
         */
        TrainSpec: {
            /**
             * Adam Beta2
             * @description Memory of the optimizer's second moment
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
             * Base Quantization
             * @description Hold the frozen denoiser of a LoRA training in 8 or 4 bits: less memory, slower
             */
            base_quantization?: ("int8" | "nf4") | null;
            /**
             * Caption Dropout
             * @description Share of pictures shown without their words
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
             * Choose Best
             * @description Score the samples and publish the best of them rather than the last step
             * @default true
             */
            choose_best?: boolean;
            /**
             * Early Stop
             * @description Stop when the score has not risen for several samples, or the model forgets
             * @default true
             */
            early_stop?: boolean;
            /**
             * Ema Decay
             * @description Average the weights; 0 or null for none
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
             * Guidance Scale
             * @description Told to a guidance-distilled model while it learns; 1 if left out
             */
            guidance_scale?: number | null;
            /**
             * Keep Checkpoints
             * @description Newest checkpoints kept to resume from
             * @default 2
             */
            keep_checkpoints?: number;
            /**
             * Learning Rate
             * @description Learning rate of the denoiser; left out, a 20th of it for all weights
             * @default 0.0001
             */
            learning_rate?: number;
            /**
             * Likeness Model
             * @description Model that sees how alike pictures are (DINOv2, CLIP …); an installed one, or none, if left out
             */
            likeness_model?: string | null;
            /**
             * Logit Mean
             * @description Of logit_normal
             * @default 0
             */
            logit_mean?: number;
            /**
             * Logit Std
             * @description Of logit_normal
             * @default 1
             */
            logit_std?: number;
            /**
             * Lr Num Cycles
             * @description Cycles of cosine_with_restarts
             * @default 1
             */
            lr_num_cycles?: number;
            /**
             * Lr Power
             * @description Of polynomial
             * @default 1
             */
            lr_power?: number;
            /**
             * Lr Scheduler
             * @description How the learning rate goes over the steps
             * @default constant
             * @enum {string}
             */
            lr_scheduler?: "constant" | "constant_with_warmup" | "linear" | "cosine" | "cosine_with_restarts" | "polynomial";
            /**
             * Lr Warmup Steps
             * @description Steps in which the learning rate rises; none if 'constant'
             * @default 0
             */
            lr_warmup_steps?: number;
            /**
             * Max Grad Norm
             * @description Longer gradients are shortened to this
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
             * Method
             * @description What learns: a LoRA beside the base model, or all weights of a copy of it
             * @default lora
             * @enum {string}
             */
            method?: "lora" | "full";
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
             * Num Processes
             * @description Devices that share the training (DDP)
             * @default 1
             */
            num_processes?: number;
            /**
             * Optimizer
             * @description 8-bit AdamW on a GPU, else AdamW. Prodigy finds its own rate: learning_rate 1
             */
            optimizer?: ("adamw" | "adamw8bit" | "prodigy" | "adafactor") | null;
            /**
             * Pause For Pictures
             * @description Stand aside between two steps while somebody waits for a picture on this device
             * @default true
             */
            pause_for_pictures?: boolean;
            /**
             * Prior Guidance Scale
             * @description Guidance of prior pictures; the pipeline's own if left out
             */
            prior_guidance_scale?: number | null;
            /**
             * Prior Loss Weight
             * @description How much those pictures count
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
             * Probe Prompts
             * @description Of other things, drawn with the samples: does the base still know them?
             * @default []
             */
            probe_prompts?: string[];
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
             * Sample Every
             * @description Steps between sample pictures; 0 for none
             * @default 250
             */
            sample_every?: number;
            /**
             * Seed
             * @description Of all that is drawn by chance
             * @default 0
             */
            seed?: number;
            /**
             * Snr Gamma
             * @description Min-SNR loss weighting; 0 or null for the plain loss
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
             * Unmasked Weight
             * @description How much the part of a picture outside its mask counts, where it has one
             * @default 0.1
             */
            unmasked_weight?: number;
            /**
             * Weight Decay
             * @description Pull of the weights towards zero
             * @default 0.01
             */
            weight_decay?: number;
            /**
             * Weighting Scheme
             * @description Flow models: how times are drawn and weighted (names of diffusers); the family's own if left out
             */
            weighting_scheme?: ("none" | "sigma_sqrt" | "logit_normal" | "mode" | "cosmap") | null;
        };
        /**
         * Txt2Img
         * @description Pictures from words.
         */
        Txt2Img: {
            /**
             * Alwayson Scripts
             * @description Units of ControlNet are drawn with; all others are left out, with a note
             * @default {}
             */
            alwayson_scripts?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Batch Size
             * @description Pictures; n_iter times it, 64 at most
             * @default 1
             */
            batch_size?: number;
            /**
             * Cfg Scale
             * @description Guidance
             */
            cfg_scale?: number | null;
            /**
             * Clip Skip
             * @description As CLIP_stop_at_last_layers
             */
            clip_skip?: number | null;
            /**
             * Denoising Strength
             * @description How much the second pass draws anew
             */
            denoising_strength?: number | null;
            /**
             * Distilled Cfg Scale
             * @description Guidance of distilled models; then cfg_scale is the second one
             */
            distilled_cfg_scale?: number | null;
            /**
             * Do Not Save Grid
             * @description Taken and left out: no grids are made
             * @default false
             */
            do_not_save_grid?: boolean;
            /**
             * Do Not Save Samples
             * @description Taken and left out: save_images decides
             * @default false
             */
            do_not_save_samples?: boolean;
            /**
             * Enable Hr
             * @description Draw a second, larger pass
             * @default false
             */
            enable_hr?: boolean;
            /**
             * Eta
             * @description Taken and left out
             */
            eta?: number | null;
            /**
             * Force Task Id
             * @description Taken and left out
             */
            force_task_id?: string | null;
            /**
             * Height
             * @description Pixels, brought down to a multiple of 8
             */
            height?: number | null;
            /**
             * Hr Checkpoint Name
             * @description Taken and left out, with a note
             */
            hr_checkpoint_name?: string | null;
            /**
             * Hr Negative Prompt
             * @description Taken and left out, with a note
             * @default
             */
            hr_negative_prompt?: string;
            /**
             * Hr Prompt
             * @description Taken and left out, with a note
             * @default
             */
            hr_prompt?: string;
            /**
             * Hr Resize X
             * @description Width of the second pass, instead of hr_scale
             * @default 0
             */
            hr_resize_x?: number;
            /**
             * Hr Resize Y
             * @description Height of the second pass, instead of hr_scale
             * @default 0
             */
            hr_resize_y?: number;
            /**
             * Hr Sampler Name
             * @description Taken and left out, with a note
             */
            hr_sampler_name?: string | null;
            /**
             * Hr Scale
             * @description Times the first size
             * @default 2
             */
            hr_scale?: number;
            /**
             * Hr Scheduler
             * @description Taken and left out, with a note
             */
            hr_scheduler?: string | null;
            /**
             * Hr Second Pass Steps
             * @description 0 for those of the first pass
             * @default 0
             */
            hr_second_pass_steps?: number;
            /**
             * Hr Upscaler
             * @description Latent, Lanczos, or one of /sdapi/v1/upscalers
             * @default Latent
             */
            hr_upscaler?: string;
            /**
             * N Iter
             * @description Times batch_size pictures
             * @default 1
             */
            n_iter?: number;
            /**
             * Negative Prompt
             * @description What to keep out of the picture
             * @default
             */
            negative_prompt?: string;
            /**
             * Override Settings
             * @description Options for this request: sd_model_checkpoint, sd_vae, CLIP_stop_at_last_layers
             * @default {}
             */
            override_settings?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Override Settings Restore Afterwards
             * @description false keeps override_settings as the caller's options
             * @default true
             */
            override_settings_restore_afterwards?: boolean;
            /**
             * Prompt
             * @description What to draw; `<lora:name:0.8>` in it adds a LoRA or a character
             * @default
             */
            prompt?: string;
            /**
             * Refiner Checkpoint
             * @description Taken and left out, with a note
             */
            refiner_checkpoint?: string | null;
            /**
             * Restore Faces
             * @description Taken and left out, with a note
             * @default false
             */
            restore_faces?: boolean;
            /**
             * Sampler Index
             * @description The same under its old name
             */
            sampler_index?: string | null;
            /**
             * Sampler Name
             * @description One of /sdapi/v1/samplers
             */
            sampler_name?: string | null;
            /**
             * Save Images
             * @description true keeps them in the gallery, false for some minutes
             * @default false
             */
            save_images?: boolean;
            /**
             * Scheduler
             * @description One of /sdapi/v1/schedulers
             */
            scheduler?: string | null;
            /**
             * Script Args
             * @description Taken and left out
             * @default []
             */
            script_args?: components["schemas"]["JsonValue"][];
            /**
             * Script Name
             * @description There are no scripts: any name is refused
             */
            script_name?: string | null;
            /**
             * Seed
             * @description -1 for a random one; picture i has seed + i
             * @default -1
             */
            seed?: number;
            /**
             * Seed Resize From H
             * @description Taken and left out, with a note
             * @default -1
             */
            seed_resize_from_h?: number;
            /**
             * Seed Resize From W
             * @description Taken and left out, with a note
             * @default -1
             */
            seed_resize_from_w?: number;
            /**
             * Send Images
             * @description false answers without the pictures
             * @default true
             */
            send_images?: boolean;
            /**
             * Steps
             * @description Denoising steps
             */
            steps?: number | null;
            /**
             * Styles
             * @description Names of prompt styles
             * @default []
             */
            styles?: string[];
            /**
             * Subseed
             * @description Taken and left out
             * @default -1
             */
            subseed?: number;
            /**
             * Subseed Strength
             * @description Taken and left out, with a note
             * @default 0
             */
            subseed_strength?: number;
            /**
             * Tiling
             * @description Taken and left out, with a note
             * @default false
             */
            tiling?: boolean;
            /**
             * Width
             * @description Pixels, brought down to a multiple of 8
             */
            width?: number | null;
        };
        /**
         * Unloaded
         * @description What became of the wish to unload.
         */
        Unloaded: {
            /**
             * Job Ids
             * @description The jobs that do it
             */
            job_ids: string[];
            /** Model */
            model: string;
            /**
             * Status
             * @description unloading: its worker does something else first
             * @enum {string}
             */
            status: "unloaded" | "unloading" | "not_loaded";
            /**
             * Workers
             * @description Names of the workers that had it in memory
             */
            workers: string[];
        };
        /**
         * UnloadRequest
         * @description Where to unload a model.
         */
        UnloadRequest: {
            /**
             * Worker
             * @description Name or id of one worker; all if left out
             */
            worker?: string | null;
        };
        /**
         * UploadAsked
         * @description A file that somebody wants to send.
         */
        UploadAsked: {
            /**
             * Content Type
             * @description Sent along with the bytes; what the file is, is found out from these
             * @default application/octet-stream
             */
            content_type?: string;
            /**
             * File Name
             * @description Its name
             */
            file_name: string;
            /**
             * Purpose
             * @description What it becomes: an input of generations, a character's reference, a picture or zip file of a dataset, or a .safetensors file on the shelf
             * @enum {string}
             */
            purpose: "input" | "reference" | "dataset" | "model";
            /**
             * Sha256
             * @description SHA-256 of the bytes, 64 hex digits
             */
            sha256: string;
            /**
             * Size
             * @description Bytes
             */
            size: number;
        };
        /**
         * UploadFinished
         * @description What an upload has become: one of these.
         */
        UploadFinished: {
            /** @description The job that takes it in */
            dataset?: components["schemas"]["ImportStarted"] | null;
            /** Id */
            id: string;
            input?: components["schemas"]["InputShown"] | null;
            model?: components["schemas"]["ModelShown"] | null;
            /**
             * Purpose
             * @enum {string}
             */
            purpose: "input" | "reference" | "dataset" | "model";
            reference?: components["schemas"]["ReferenceShown"] | null;
        };
        /**
         * UploadStarted
         * @description Where to send the bytes.
         */
        UploadStarted: {
            /**
             * Direct
             * @description Whether the bytes go past the studio
             */
            direct: boolean;
            /**
             * Expires At
             * Format: date-time
             * @description When it is forgotten unless it was finished
             */
            expires_at: string;
            /**
             * Headers
             * @description To be sent with the bytes, exactly so
             */
            headers: {
                [key: string]: string;
            };
            /**
             * Id
             * @description To finish it by
             */
            id: string;
            /**
             * Method
             * @default PUT
             * @constant
             */
            method?: "PUT";
            /**
             * Url
             * @description Signed address of the storage; a path of this studio, to be asked as any other, where the storage takes no uploads by itself
             */
            url: string;
        };
        /**
         * UploadTarget
         * @description Where the file is to go, as far as its purpose wants to know.
         */
        UploadTarget: {
            /**
             * Caption
             * @description Of a reference
             */
            caption?: string | null;
            /**
             * Character
             * @description Id or name, of a reference
             */
            character?: string | null;
            /**
             * Dataset
             * @description Id or name, of a dataset's pictures
             */
            dataset?: string | null;
            /**
             * Label
             * @description The class; by its folders if left out
             */
            label?: string | null;
            /**
             * Split
             * @description The part of a dataset; by its folders if left out
             */
            split?: ("train" | "val" | "test") | null;
        };
        /**
         * Upscaler
         * @description An upscaler.
         */
        Upscaler: {
            /**
             * Model Name
             * @description Of a learned one: its name among the models
             */
            model_name?: string | null;
            /**
             * Model Path
             * @description Of a learned one: its file
             */
            model_path?: string | null;
            /**
             * Model Url
             * @description Always null
             */
            model_url?: string | null;
            /**
             * Name
             * @description For hr_upscaler and upscaler_1
             */
            name: string;
            /**
             * Scale
             * @description Times it enlarges
             */
            scale: number | null;
        };
        /**
         * Usage
         * @description Nothing is counted in tokens; clients that add them up find zeros.
         */
        Usage: {
            /**
             * Input Tokens
             * @description Always 0
             * @default 0
             */
            input_tokens?: number;
            /**
             * @description Always 0
             * @default {
             *       "image_tokens": 0,
             *       "text_tokens": 0
             *     }
             */
            input_tokens_details?: components["schemas"]["TokenDetails"];
            /**
             * Output Tokens
             * @description Always 0
             * @default 0
             */
            output_tokens?: number;
            /**
             * Total Tokens
             * @description Always 0
             * @default 0
             */
            total_tokens?: number;
        };
        /**
         * UsageLine
         * @description What was used on one day, by one account, or through one key.
         */
        UsageLine: {
            /** @description Whose, by account or by key */
            account?: components["schemas"]["safelight__features__usage__schemas__Named"] | null;
            /**
             * Day
             * @description The day (UTC), by day
             */
            day?: string | null;
            /**
             * Jobs
             * @description Jobs that ended, well or not
             * @default 0
             */
            jobs?: number;
            /** @description Through which key, by key; without an id at the studio */
            key?: components["schemas"]["safelight__features__usage__schemas__Named"] | null;
            /**
             * Pictures
             * @description Pictures and films that were made
             * @default 0
             */
            pictures?: number;
            /**
             * Refused
             * @description Requests that a limit refused
             * @default 0
             */
            refused?: number;
            /**
             * Requests
             * @description Requests, those that were refused too
             * @default 0
             */
            requests?: number;
            /**
             * Seconds
             * @description Seconds of a worker's time
             * @default 0
             */
            seconds?: number;
        };
        /**
         * UsageShown
         * @description What was used from one day to another.
         */
        UsageShown: {
            /**
             * By
             * @description What each line is for
             * @enum {string}
             */
            by: "day" | "account" | "key";
            /**
             * Bytes Stored
             * @description What all that these accounts keep takes now
             */
            bytes_stored: number;
            /**
             * From
             * Format: date
             * @description The first day (UTC)
             */
            from: string;
            /**
             * Items
             * @description By day the oldest first, else who used the workers most
             */
            items: components["schemas"]["UsageLine"][];
            /**
             * To
             * Format: date
             * @description The last day (UTC)
             */
            to: string;
            /** @description All lines together */
            totals: components["schemas"]["UsageTotals"];
        };
        /**
         * UsageTotals
         * @description What was used together.
         */
        UsageTotals: {
            /**
             * Jobs
             * @description Jobs that ended, well or not
             * @default 0
             */
            jobs?: number;
            /**
             * Pictures
             * @description Pictures and films that were made
             * @default 0
             */
            pictures?: number;
            /**
             * Refused
             * @description Requests that a limit refused
             * @default 0
             */
            refused?: number;
            /**
             * Requests
             * @description Requests, those that were refused too
             * @default 0
             */
            requests?: number;
            /**
             * Seconds
             * @description Seconds of a worker's time
             * @default 0
             */
            seconds?: number;
        };
        /**
         * Vae
         * @description A VAE.
         */
        Vae: {
            /**
             * Filename
             * @description Name of its file or folder
             */
            filename: string;
            /**
             * Model Name
             * @description For sd_vae
             */
            model_name: string;
        };
        /**
         * Values
         * @description These values of a setting.
         */
        Values: {
            /** Values */
            values: unknown[];
        };
        /**
         * Version
         * @description The version of ControlNet's own API.
         */
        Version: {
            /**
             * Version
             * @description 2: units stand in alwayson_scripts
             */
            version: number;
        };
        /**
         * VersionCreate
         * @description Keep the dataset as it is now.
         */
        VersionCreate: {
            /**
             * Note
             * @description What is special about it
             * @default
             */
            note?: string;
        };
        /**
         * VersionDiff
         * @description What lies between two versions.
         */
        VersionDiff: {
            /** @description In the other alone */
            added: components["schemas"]["DiffPart"];
            /**
             * After
             * @description Number of the other; null for the dataset as it is now
             */
            after: number | null;
            /**
             * Before
             * @description Number of the one
             */
            before: number;
            /** @description In another part, the class being the same */
            moved: components["schemas"]["DiffPart"];
            /** @description In another class */
            relabelled: components["schemas"]["DiffPart"];
            /** @description In the one alone */
            removed: components["schemas"]["DiffPart"];
            /**
             * Same
             * @description They are alike
             */
            same: boolean;
        };
        /**
         * VersionLineage
         * @description Where the weights of a version come from.
         */
        VersionLineage: {
            /** Base Model */
            base_model: string;
            /** Character Id */
            character_id: string;
            /** Character Name */
            character_name: string;
            /** Class Word */
            class_word: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** In Use */
            in_use: boolean;
            /**
             * Job Id
             * @description The training itself, with its curves
             */
            job_id: string | null;
            /** @description Null of imports, and of trainings from before this was kept */
            learnt: components["schemas"]["safelight__specs__lineage__Lineage"] | null;
            /**
             * Model
             * @description The model of its own
             */
            model: string | null;
            /**
             * Sha256
             * @description Of the LoRA file; null where a model of its own came of it
             */
            sha256: string | null;
            /**
             * Source
             * @enum {string}
             */
            source: "trained" | "imported";
            /**
             * Step
             * @description Of the checkpoint; null of an import
             */
            step: number | null;
            training: components["schemas"]["TrainSpec"] | null;
            /** Trigger */
            trigger: string;
            /** Version */
            version: number;
        };
        /**
         * VersionShown
         * @description One training that ended well.
         */
        VersionShown: {
            /** Base Model */
            base_model: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Final Loss */
            final_loss: number | null;
            /** In Use */
            in_use: boolean;
            /** Job Id */
            job_id: string | null;
            /**
             * Model
             * @description Its own model on the shelf, where all weights were trained
             */
            model?: string | null;
            /** Number */
            number: number;
            /**
             * Samples
             * @description Of its last step; the others are under /samples
             */
            samples: components["schemas"]["SampleShown"][];
            /**
             * Size
             * @description Bytes of the LoRA file; null of a model of its own
             */
            size: number | null;
            /**
             * Step
             * @description Of its checkpoint in use; null of an import
             */
            step?: number | null;
            /** Steps */
            steps: number | null;
            training: components["schemas"]["TrainSpec"] | null;
        };
        /**
         * VideoAsk
         * @description A request for a video, and where to call when it is there.
         */
        VideoAsk: {
            /**
             * Character Id
             * @description A trained character to draw first
             */
            character_id?: string | null;
            /**
             * Codec
             * @description How the film is packed; auto is the server's choice
             * @default auto
             * @enum {string}
             */
            codec?: "auto" | "h264" | "vp9" | "av1";
            /**
             * Decode Chunk Size
             * @description Frames decoded at once: fewer need less memory and may flicker
             */
            decode_chunk_size?: number | null;
            /**
             * Fps
             * @description Frames per second of the film
             */
            fps?: number | null;
            /**
             * Height
             * @description Pixels, a multiple of 8
             */
            height?: number | null;
            /**
             * Image
             * @description Input (img_…) or picture (pic_…) that begins to move
             */
            image?: string | null;
            /**
             * Max Guidance Scale
             * @description Guidance of the last frame, or of all where a model has one for all
             */
            max_guidance_scale?: number | null;
            /**
             * Min Guidance Scale
             * @description Guidance of the first frame
             */
            min_guidance_scale?: number | null;
            /**
             * Model
             * @description Video model; the one that is installed
             */
            model?: string | null;
            /**
             * Motion Bucket Id
             * @description How much moves
             */
            motion_bucket_id?: number | null;
            /**
             * Negative Prompt
             * @description For models that read words
             * @default
             */
            negative_prompt?: string;
            /**
             * Noise Aug Strength
             * @description How far the film may leave its picture
             */
            noise_aug_strength?: number | null;
            /**
             * Num Frames
             * @description Frames to make; the model's own number
             */
            num_frames?: number | null;
            /**
             * Num Inference Steps
             * @description Denoising steps
             */
            num_inference_steps?: number | null;
            /** @description The picture to draw first, in full */
            picture?: components["schemas"]["GenerationSpec"] | null;
            /**
             * Prompt
             * @description The picture to draw first, in words; models that read words are told it too
             */
            prompt?: string | null;
            /**
             * Resize Mode
             * @description How the picture comes to the video's size: exact stretches, fill crops, pad adds bars
             * @default fill
             * @enum {string}
             */
            resize_mode?: "exact" | "fill" | "pad";
            /**
             * Seed
             * @description Same seed, same video; random if left out
             */
            seed?: number | null;
            /** @description Address to call when the job has news: its URL, or url, events and secret */
            webhook?: components["schemas"]["WebhookAsk"] | string | null;
            /**
             * Webhook Events Filter
             * @description As `webhook.events`, where webhook is a URL
             */
            webhook_events_filter?: string[] | null;
            /**
             * Width
             * @description Pixels, a multiple of 8
             */
            width?: number | null;
        };
        /**
         * VideoMade
         * @description The film by a signed link; while the job still runs, only the job.
         */
        VideoMade: {
            /** Character Id */
            character_id: string | null;
            /**
             * Fps
             * @description Frames per second
             */
            fps?: number | null;
            /**
             * Generation Id
             * @description The video's id
             */
            generation_id: string;
            /**
             * Height
             * @description Pixels
             */
            height?: number | null;
            /**
             * Image Url
             * @description The picture that it starts from
             */
            image_url?: string | null;
            /** Job Id */
            job_id: string;
            /** Num Frames */
            num_frames?: number | null;
            /**
             * Poster Url
             * @description Its first frame
             */
            poster_url?: string | null;
            /**
             * Prompt
             * @description As it was asked
             */
            prompt: string;
            /** Seed */
            seed: number;
            /**
             * Status
             * @description State of the job
             */
            status: string;
            /**
             * Video Url
             * @description The MP4
             */
            video_url?: string | null;
            /**
             * Width
             * @description Pixels
             */
            width?: number | null;
        };
        /**
         * VideoSettings
         * @description Motion and film of one video. Names are Stable Video Diffusion's where it has them.
         *
         *     What is null is the model's own choice, or nothing that it takes; the recipe of the film says what it was.
         */
        VideoSettings: {
            /**
             * Codec
             * @description How the film is packed
             * @default auto
             * @enum {string}
             */
            codec?: "auto" | "h264" | "vp9" | "av1";
            /**
             * Decode Chunk Size
             * @description Frames decoded at once: fewer need less memory and may flicker
             */
            decode_chunk_size?: number | null;
            /**
             * Fps
             * @description Frames per second of the film
             */
            fps?: number | null;
            /**
             * Min Guidance Scale
             * @description Guidance of the first frame; that of the last is guidance_scale
             */
            min_guidance_scale?: number | null;
            /**
             * Motion Bucket Id
             * @description How much moves
             */
            motion_bucket_id?: number | null;
            /**
             * Noise Aug Strength
             * @description How far the film may leave its picture
             */
            noise_aug_strength?: number | null;
            /**
             * Num Frames
             * @description Frames to make
             */
            num_frames?: number | null;
        };
        /**
         * VideoShown
         * @description A video: what was asked, how far it is, and once it is there its film as the one item of `pictures`.
         */
        VideoShown: {
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
            /**
             * Own Id
             * @description The id that the client chose for it, if it chose one
             */
            own_id?: string | null;
            /**
             * Pictures
             * @description Without those in the bin
             */
            pictures: components["schemas"]["PictureShown"][];
            plan: components["schemas"]["GenerationPlan"];
            progress?: components["schemas"]["Progress"] | null;
            /**
             * Prompt
             * @description As it was asked; plan.prompt is what the model was told
             */
            prompt: string;
            source: components["schemas"]["Source"];
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled";
        };
        /**
         * WebhookAsk
         * @description Where to call when a job has news, and of which news.
         */
        WebhookAsk: {
            /**
             * Events
             * @description queued, started, progress, succeeded, failed, cancelled; cog's start, output, logs and completed are understood too. The three ends if left out
             * @default [
             *       "succeeded",
             *       "failed",
             *       "cancelled"
             *     ]
             */
            events?: string[];
            /**
             * Secret
             * @description Signs the calls as Standard Webhooks does: whsec_ and base64, or any text
             */
            secret?: string | null;
            /**
             * Url
             * @description http or https address that takes a POST
             */
            url: string;
        };
        /**
         * WebhookCallShown
         * @description One call, and what came of it.
         */
        WebhookCallShown: {
            /**
             * Answer
             * @description The last status and the beginning of its text, or why there was none
             */
            answer: string | null;
            /**
             * Attempts
             * @description How often it was sent
             */
            attempts: number;
            /**
             * Created At
             * Format: date-time
             * @description When it happened
             */
            created_at: string;
            /**
             * Event
             * @description What it tells: header Safelight-Event
             * @enum {string}
             */
            event: "queued" | "started" | "progress" | "succeeded" | "failed" | "cancelled";
            /**
             * Id
             * @description The same in every attempt: header webhook-id
             */
            id: string;
            /**
             * Next At
             * @description When it is sent next; null once it is delivered or given up
             */
            next_at: string | null;
            /**
             * Payload
             * @description The body, as GET of the resource answered at that moment
             */
            payload: {
                [key: string]: unknown;
            };
            /**
             * State
             * @description waiting for its time, sending, delivered, or given_up after a day
             * @enum {string}
             */
            state: "waiting" | "sending" | "delivered" | "given_up";
        };
        /**
         * WebhookShown
         * @description A webhook of a job and its calls, oldest first.
         */
        WebhookShown: {
            /**
             * Calls
             * @description Each with its answer
             */
            calls: components["schemas"]["WebhookCallShown"][];
            /**
             * Created At
             * Format: date-time
             * @description When it was asked for
             */
            created_at: string;
            /**
             * Events
             * @description What it is called for
             */
            events: ("queued" | "started" | "progress" | "succeeded" | "failed" | "cancelled")[];
            /**
             * Id
             * @description Of the webhook
             */
            id: string;
            /**
             * Signed
             * @description Whether a secret signs the calls
             */
            signed: boolean;
            /**
             * Url
             * @description What is called
             */
            url: string;
        };
        /**
         * WorkerFacts
         * @description Hardware and holdings of one worker, told with its heartbeat. What nobody knows is null.
         */
        WorkerFacts: {
            /**
             * Backend
             * @description cuda, rocm, mps or cpu
             * @default cpu
             */
            backend?: string;
            /**
             * Compute Capability
             * @description CUDA's, such as 9.0; ROCm's architecture
             */
            compute_capability?: string | null;
            /**
             * Cpu
             * @description Name of the machine's processor
             */
            cpu?: string | null;
            /**
             * Cpu Cores
             * @description That this process may use
             */
            cpu_cores?: number | null;
            /**
             * Driver
             * @description Version of the device's driver
             */
            driver?: string | null;
            /**
             * Dtype
             * @description Number type that models are loaded in, unless asked otherwise
             */
            dtype?: string | null;
            /**
             * Dtypes
             * @description Number types that the device computes well
             * @default []
             */
            dtypes?: string[];
            /**
             * Machine Memory Bytes
             * @description Main memory of the machine
             */
            machine_memory_bytes?: number | null;
            /**
             * Memory Limit Bytes
             * @description What this worker may take, if it was limited
             */
            memory_limit_bytes?: number | null;
            /**
             * Memory Reserved Bytes
             * @description What this worker holds of the device
             */
            memory_reserved_bytes?: number | null;
            /**
             * Models
             * @default []
             */
            models?: components["schemas"]["HeldModel"][];
            /**
             * Options
             * @description Load options, and which of them its device can do
             * @default []
             */
            options?: components["schemas"]["OptionShown"][];
            /** Power Watts */
            power_watts?: number | null;
            /**
             * Preload
             * @description Models it brings into memory before it is asked for them
             * @default []
             */
            preload?: components["schemas"]["Preload"][];
            /**
             * Runtime
             * @description CUDA or ROCm version that torch was built for
             */
            runtime?: string | null;
            /** Temperature Celsius */
            temperature_celsius?: number | null;
            /**
             * Threads
             * @description CPU threads that one operation may use
             */
            threads?: number | null;
            /** Torch */
            torch?: string | null;
            /**
             * Utilisation Percent
             * @description Of the device, by all that use it
             */
            utilisation_percent?: number | null;
            /**
             * Versions
             * @description Of the packages that compute: torch, diffusers …
             * @default {}
             */
            versions?: {
                [key: string]: string;
            };
        };
        /**
         * WorkerMemory
         * @description The memory of one worker, and the models it holds.
         */
        WorkerMemory: {
            /** Device */
            device: string;
            /** Device Name */
            device_name: string;
            /** Id */
            id: string;
            /**
             * Memory Free
             * @description Bytes that nobody uses
             */
            memory_free: number;
            /**
             * Memory Limit
             * @description Bytes this worker may take, if it was limited
             */
            memory_limit: number | null;
            /**
             * Memory Total
             * @description Bytes
             */
            memory_total: number;
            /**
             * Models
             * @description Least recently used first
             */
            models: components["schemas"]["HeldModel"][];
            /**
             * Models Bytes
             * @description Bytes of all of their weights
             */
            models_bytes: number;
            /** Name */
            name: string;
        };
        /**
         * WorkerPreload
         * @description A model that a worker brings into memory before requests come.
         */
        WorkerPreload: {
            /**
             * Detail
             * @description What is done at the moment, or what went wrong
             * @default
             */
            detail?: string;
            /**
             * Done
             * @description Bytes read
             * @default 0
             */
            done?: number;
            /** Model */
            model: string;
            /**
             * Optional
             * @description The worker counts as ready without it, if it failed
             * @default false
             */
            optional?: boolean;
            /**
             * Stage
             * @description warming draws a first picture; failed says why in detail
             * @enum {string}
             */
            stage: "waiting" | "loading" | "warming" | "ready" | "failed";
            /**
             * Total
             * @description Bytes to read; 0 where nobody knows
             * @default 0
             */
            total?: number;
            /**
             * Worker
             * @description Name of the worker
             */
            worker: string;
        };
        /**
         * WorkerShown
         * @description One process that computes, on one device.
         */
        WorkerShown: {
            /**
             * Agent Id
             * @description The machine that joined by a token
             */
            agent_id: string | null;
            /** Device */
            device: string;
            /** Device Name */
            device_name: string;
            /**
             * Drain Requested At
             * @description Since when it is to take nothing more; null if it may
             */
            drain_requested_at: string | null;
            /**
             * Engine
             * @description What computes there: native or comfyui
             */
            engine: string;
            /** @description Its device and what it holds; null of a worker that tells none */
            facts: components["schemas"]["WorkerFacts"] | null;
            /** Host */
            host: string;
            /** Id */
            id: string;
            /**
             * Job Id
             * @description What it works on
             */
            job_id: string | null;
            /** Job Title */
            job_title: string | null;
            /**
             * Labels
             * @description What people call it by; a job can ask for them
             */
            labels: {
                [key: string]: string;
            };
            /** Loaded Models */
            loaded_models: string[];
            /**
             * Memory Free
             * @description Bytes of its device that nobody uses
             */
            memory_free: number;
            /**
             * Memory Total
             * @description Bytes of its device that it may use
             */
            memory_total: number;
            /**
             * Memory Used
             * @description Bytes in use on the device, by whatever; null where nobody knows
             */
            memory_used: number | null;
            /** Name */
            name: string;
            /**
             * Pod Id
             * @description The rented pod that it runs in
             */
            pod_id: string | null;
            /**
             * Seen At
             * Format: date-time
             */
            seen_at: string;
            /**
             * Seen Seconds Ago
             * @description Since it last said that it is alive, by the database's clock
             */
            seen_seconds_ago: number;
            /**
             * Speaks
             * @description Version of what it says to a server
             */
            speaks: number;
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
            /**
             * Unfit
             * @description Why this studio gives it no jobs, in a sentence
             */
            unfit: string | null;
            /** Version */
            version: string;
        };
        /**
         * WorkflowCheck
         * @description Whether any server can run a template.
         */
        WorkflowCheck: {
            /** Name */
            name: string;
            /**
             * Ok
             * @description One of them can
             */
            ok: boolean;
            /** Servers */
            servers: components["schemas"]["ServerCheck"][];
        };
        /**
         * WorkflowDetail
         * @description A template, whole.
         */
        WorkflowDetail: {
            /**
             * Description
             * @default
             */
            description?: string;
            /** Family */
            family?: string | null;
            /**
             * Graph
             * @description As ComfyUI's Export (API) saves it
             * @default {}
             */
            graph?: {
                [key: string]: unknown;
            };
            /**
             * Inputs
             * @description What a run can choose: a form can be made of it
             * @default []
             */
            inputs?: components["schemas"]["WorkflowInput"][];
            /**
             * Kind
             * @description null of a file that cannot be used
             */
            kind: ("image" | "video" | "upscale") | null;
            manifest?: components["schemas"]["Manifest"] | null;
            /** Name */
            name: string;
            /**
             * Needs
             * @description Model files that it needs at ComfyUI
             * @default []
             */
            needs?: components["schemas"]["ModelNeed"][];
            /**
             * Problem
             * @description Of a file in the folder: why it cannot be used
             */
            problem?: string | null;
            /** Sha256 */
            sha256?: string | null;
            /**
             * Source
             * @description shipped with Safelight, a file in the workflows folder, or brought by somebody
             * @enum {string}
             */
            source: "shipped" | "folder" | "own";
            /**
             * Takes Characters
             * @description character_id and loras can be given
             * @default false
             */
            takes_characters?: boolean;
            /** Title */
            title: string;
            /** Updated At */
            updated_at?: string | null;
        };
        /**
         * WorkflowInput
         * @description One thing that a run can choose; its name is GenerationSpec's own word where that has one.
         */
        WorkflowInput: {
            /**
             * Also
             * @description Where the value goes besides
             * @default []
             */
            also?: components["schemas"]["Target"][];
            /**
             * Choices
             * @description Of a choice; those of the server if empty
             * @default []
             */
            choices?: string[];
            /**
             * Default
             * @description What is taken if a run does not say; the graph's own value if null
             */
            default?: string | boolean | number | null;
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Input
             * @description Name of its input
             */
            input: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "prompt" | "negative" | "seed" | "int" | "float" | "choice" | "image" | "lora" | "model" | "width" | "height" | "text" | "bool";
            /** Max */
            max?: number | null;
            /** Min */
            min?: number | null;
            /**
             * Name
             * @description How a run names it
             */
            name: string;
            /**
             * Node
             * @description Id of the node in the graph
             */
            node: string;
            /**
             * Required
             * @default false
             */
            required?: boolean;
            /**
             * Step
             * @description Of numbers: they are a multiple of it
             */
            step?: number | null;
            /**
             * Title
             * @description How a form names it; the name if empty
             * @default
             */
            title?: string;
        };
        /**
         * WorkflowRunAsk
         * @description A run, and where to call when it has ended.
         */
        WorkflowRunAsk: {
            /**
             * Character Id
             * @description A trained character to draw
             */
            character_id?: string | null;
            /**
             * Lora Scale
             * @description Strength of the character's LoRA
             * @default 1
             */
            lora_scale?: number;
            /**
             * Loras
             * @description More LoRAs
             * @default []
             */
            loras?: components["schemas"]["LoraAsk"][];
            /**
             * N
             * @description How often it runs; run i uses seed + i
             * @default 1
             */
            n?: number;
            /**
             * Server
             * @description Only the ComfyUI worker of this name or id; any if left out
             */
            server?: string | null;
            /**
             * Values
             * @description By the input's name; of an image: an input (img_…) or picture (pic_…)
             * @default {}
             */
            values?: {
                [key: string]: string | boolean | number | null;
            };
            /** @description Address to call when the job has news: its URL, or url, events and secret */
            webhook?: components["schemas"]["WebhookAsk"] | string | null;
            /**
             * Webhook Events Filter
             * @description As `webhook.events`, where webhook is a URL
             */
            webhook_events_filter?: string[] | null;
        };
        /**
         * WorkflowShown
         * @description A template, without its graph.
         */
        WorkflowShown: {
            /**
             * Description
             * @default
             */
            description?: string;
            /** Family */
            family?: string | null;
            /**
             * Inputs
             * @description What a run can choose: a form can be made of it
             * @default []
             */
            inputs?: components["schemas"]["WorkflowInput"][];
            /**
             * Kind
             * @description null of a file that cannot be used
             */
            kind: ("image" | "video" | "upscale") | null;
            /** Name */
            name: string;
            /**
             * Needs
             * @description Model files that it needs at ComfyUI
             * @default []
             */
            needs?: components["schemas"]["ModelNeed"][];
            /**
             * Problem
             * @description Of a file in the folder: why it cannot be used
             */
            problem?: string | null;
            /** Sha256 */
            sha256?: string | null;
            /**
             * Source
             * @description shipped with Safelight, a file in the workflows folder, or brought by somebody
             * @enum {string}
             */
            source: "shipped" | "folder" | "own";
            /**
             * Takes Characters
             * @description character_id and loras can be given
             * @default false
             */
            takes_characters?: boolean;
            /** Title */
            title: string;
            /** Updated At */
            updated_at?: string | null;
        };
        /**
         * WorkflowStarted
         * @description The job of a run, and the generation that its pictures come to.
         */
        WorkflowStarted: {
            /** Generation Id */
            generation_id: string;
            /** Job Id */
            job_id: string;
        };
        /**
         * WorkflowUse
         * @description The workflow template that makes a picture with ComfyUI, and what was chosen in it.
         */
        WorkflowUse: {
            /**
             * Images
             * @description Pictures that go in, by the input's name
             * @default {}
             */
            images?: {
                [key: string]: components["schemas"]["ImageUse"];
            };
            /**
             * Key
             * @description Storage key of the template as it was then
             */
            key?: string | null;
            /** Name */
            name: string;
            /**
             * Sha256
             * @description Of manifest and graph
             */
            sha256: string;
            /**
             * Values
             * @description Of its inputs, beyond what the plan says
             * @default {}
             */
            values?: {
                [key: string]: string | boolean | number | null;
            };
        };
    };
    responses: {
        /** @description It was not done; why not */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_accounts_api_v1_accounts_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AccountShown_"];
                };
            };
        };
    };
    create_account_api_v1_accounts_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountCreate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountMade"];
                };
            };
        };
    };
    show_account_api_v1_accounts__id_or_name__get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountShown"];
                };
            };
        };
    };
    delete_account_api_v1_accounts__id_or_name__delete: {
        parameters: {
            query?: {
                /** @description Who gets what belongs to the account */
                give_to?: string | null;
                /** @description Delete what belongs to the account as well */
                with_everything?: boolean;
            };
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    update_account_api_v1_accounts__id_or_name__patch: {
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
                "application/json": components["schemas"]["AccountUpdate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountShown"];
                };
            };
        };
    };
    reset_password_api_v1_accounts__id_or_name__reset_password_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PasswordGiven"] | null;
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordMade"];
                };
            };
        };
    };
    list_names_api_v1_accounts_names_get: {
        parameters: {
            query?: {
                /** @description In their name or full name */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonShown"][];
                };
            };
        };
    };
    list_agents_api_v1_agents_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AgentShown_"];
                };
            };
        };
    };
    remove_agent_api_v1_agents__agent__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    join_api_v1_agents_join_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Joining"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Joined"];
                };
            };
        };
    };
    list_join_tokens_api_v1_agents_tokens_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_JoinTokenShown_"];
                };
            };
        };
    };
    make_join_token_api_v1_agents_tokens_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinTokenCreate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinTokenMade"];
                };
            };
        };
    };
    revoke_join_token_api_v1_agents_tokens__token__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_audit_api_v1_audit_get: {
        parameters: {
            query?: {
                /** @description `key.made`, or `key` for all about keys */
                action?: string | null;
                /** @description `next` of the page before */
                cursor?: string | null;
                /** @description Not before; without a zone it is UTC */
                from?: string | null;
                /** @description Most entries of the page */
                limit?: number;
                /** @description The id of what it was done to */
                subject?: string | null;
                /** @description Before; without a zone it is UTC */
                to?: string | null;
                /** @description Name or account id of whoever did it */
                who?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
        };
    };
    audit_as_csv_api_v1_audit_csv_get: {
        parameters: {
            query?: {
                /** @description `key.made`, or `key` for all about keys */
                action?: string | null;
                /** @description Not before; without a zone it is UTC */
                from?: string | null;
                /** @description The id of what it was done to */
                subject?: string | null;
                /** @description Before; without a zone it is UTC */
                to?: string | null;
                /** @description Name or account id of whoever did it */
                who?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description One line for each entry */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
        };
    };
    log_in_api_v1_auth_login_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogIn"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginAnswer"];
                };
            };
        };
    };
    list_logins_api_v1_auth_logins_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginShown"][];
                };
            };
        };
    };
    end_login_api_v1_auth_logins__login_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                login_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    log_out_api_v1_auth_logout_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Refresh"] | null;
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    log_out_everywhere_api_v1_auth_logout_everywhere_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    update_me_api_v1_auth_me_patch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MeUpdate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountShown"];
                };
            };
        };
    };
    come_back_api_v1_auth_oidc__provider__callback_get: {
        parameters: {
            query?: {
                code?: string;
                error?: string;
                state?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    start_api_v1_auth_oidc__provider__start_get: {
        parameters: {
            query?: {
                /** @description A path of the studio to go to afterwards */
                next?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_password_api_v1_auth_password_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    refresh_api_v1_auth_refresh_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Refresh"] | null;
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginAnswer"];
                };
            };
        };
    };
    set_up_api_v1_auth_setup_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetUp"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginAnswer"];
                };
            };
        };
    };
    show_state_api_v1_auth_state_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthState"];
                };
            };
        };
    };
    list_characters_api_v1_characters_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
                /** @description Id or name: only what it gathers */
                project?: string | null;
                search?: string | null;
                sort?: "newest" | "name" | "last_used";
                status?: ("draft" | "queued" | "training" | "ready" | "failed" | "cancelled") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CharacterListed_"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterCreated"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterShown"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterShown"];
                };
            };
        };
    };
    caption_pictures_api_v1_characters__id_or_name__captions_post: {
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
                "application/json": components["schemas"]["CaptionAsk"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaptionQueued"];
                };
            };
        };
    };
    download_captions_api_v1_characters__id_or_name__captions_zip_get: {
        parameters: {
            query?: {
                /** @description How they lie in it; see the guide */
                layout?: "txt" | "jsonl" | "kohya" | "imagefolder";
                /** @description The pictures with them */
                pictures?: boolean;
            };
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description A zip archive */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
        };
    };
    review_captions_api_v1_characters__id_or_name__captions__job_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaptionsChanged"];
                };
            };
        };
    };
    look_at_deletion_api_v1_characters__id_or_name__deletion_get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletionShown"];
                };
            };
        };
    };
    examine_pictures_api_v1_characters__id_or_name__doctor_get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoctorReport"];
                };
            };
        };
    };
    answer_findings_api_v1_characters__id_or_name__doctor_answers_post: {
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
                "application/json": components["schemas"]["DoctorAnswers"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoctorAnswered"];
                };
            };
        };
    };
    download_lora_api_v1_characters__id_or_name__lora_get: {
        parameters: {
            query?: {
                layout?: "diffusers" | "kohya";
                /** @description The one in use if left out */
                version?: number | null;
            };
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            307: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    plan_training_api_v1_characters__id_or_name__plan_get: {
        parameters: {
            query?: {
                /** @description JSON: settings that differ from the preset */
                overrides?: string | null;
                preset?: ("quick" | "good" | "thorough") | null;
            };
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingPlan"];
                };
            };
        };
    };
    add_reference_api_v1_characters__id_or_name__references_post: {
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
                "multipart/form-data": components["schemas"]["Body_add_reference_api_v1_characters__id_or_name__references_post"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReferenceShown"];
                };
            };
        };
    };
    delete_reference_api_v1_characters__id_or_name__references__reference_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                reference_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_reference_api_v1_characters__id_or_name__references__reference_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                reference_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReferenceChange"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReferenceShown"];
                };
            };
        };
    };
    put_mask_api_v1_characters__id_or_name__references__reference_id__mask_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                reference_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_put_mask_api_v1_characters__id_or_name__references__reference_id__mask_put"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReferenceShown"];
                };
            };
        };
    };
    delete_mask_api_v1_characters__id_or_name__references__reference_id__mask_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                reference_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    change_captions_api_v1_characters__id_or_name__references_captions_post: {
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
                "application/json": components["schemas"]["CaptionsChange"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaptionsChanged"];
                };
            };
        };
    };
    import_captions_api_v1_characters__id_or_name__references_import_captions_post: {
        parameters: {
            query?: {
                /** @description Only say what would change */
                dry_run?: boolean;
            };
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_import_captions_api_v1_characters__id_or_name__references_import_captions_post"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaptionsChanged"];
                };
            };
        };
    };
    list_samples_api_v1_characters__id_or_name__samples_get: {
        parameters: {
            query?: {
                version?: number | null;
            };
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleShown"][];
                };
            };
        };
    };
    train_character_api_v1_characters__id_or_name__train_post: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string | null;
            };
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainAsk"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterCreated"];
                };
            };
        };
    };
    delete_version_api_v1_characters__id_or_name__versions__number__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_checkpoints_api_v1_characters__id_or_name__versions__number__checkpoints_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointsShown"];
                };
            };
        };
    };
    list_grids_api_v1_characters__id_or_name__versions__number__grids_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridShown"][];
                };
            };
        };
    };
    draw_grid_api_v1_characters__id_or_name__versions__number__grids_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GridAsk"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridShown"];
                };
            };
        };
    };
    show_grid_api_v1_characters__id_or_name__versions__number__grids__job_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                job_id: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridShown"];
                };
            };
        };
    };
    show_lineage_api_v1_characters__id_or_name__versions__number__lineage_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionLineage"];
                };
            };
        };
    };
    repeat_training_api_v1_characters__id_or_name__versions__number__repeat_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterCreated"];
                };
            };
        };
    };
    use_version_api_v1_characters__id_or_name__versions__number__use_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterShown"];
                };
            };
        };
    };
    use_step_api_v1_characters__id_or_name__versions__number__use_step_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepChoice"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterShown"];
                };
            };
        };
    };
    create_draft_api_v1_characters_drafts_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftCreate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterShown"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterShown"];
                };
            };
        };
    };
    show_lineage_of_weights_api_v1_characters_weights__sha256__lineage_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As recipes name the file of a LoRA */
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionLineage"];
                };
            };
        };
    };
    compare_runs_api_v1_classifiers_compare_get: {
        parameters: {
            query: {
                /** @description Ids or numbers of 2 to 8, with commas between */
                runs: string[];
                split?: "train" | "val" | "test";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
        };
    };
    list_config_fields_api_v1_classifiers_config_fields_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigFields"];
                };
            };
        };
    };
    list_configs_api_v1_classifiers_configs_get: {
        parameters: {
            query?: {
                after?: string | null;
                /** @description Id or name: only what learns from it */
                dataset?: string | null;
                limit?: number;
                /** @description Id or name: only what it gathers */
                project?: string | null;
                search?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ConfigListed_"];
                };
            };
        };
    };
    create_config_api_v1_classifiers_configs_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigCreate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigShown"];
                };
            };
        };
    };
    show_config_api_v1_classifiers_configs__config_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                config_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigShown"];
                };
            };
        };
    };
    delete_config_api_v1_classifiers_configs__config_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                config_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    update_config_api_v1_classifiers_configs__config_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                config_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigUpdate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigShown"];
                };
            };
        };
    };
    clone_config_api_v1_classifiers_configs__config_id__clone_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                config_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigClone"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigShown"];
                };
            };
        };
    };
    diff_configs_api_v1_classifiers_configs__config_id__diff_get: {
        parameters: {
            query: {
                with: string;
            };
            header?: never;
            path: {
                config_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigDiff"];
                };
            };
        };
    };
    validate_config_api_v1_classifiers_configs_validate_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigCheck"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigChecked"];
                };
            };
        };
    };
    show_tensorboard_of_project_api_v1_classifiers_projects__project__tensorboard_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TensorBoardShown"];
                };
            };
        };
    };
    open_tensorboard_of_project_api_v1_classifiers_projects__project__tensorboard_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TensorBoardShown"];
                };
            };
        };
    };
    close_tensorboard_of_project_api_v1_classifiers_projects__project__tensorboard_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_runs_api_v1_classifiers_runs_get: {
        parameters: {
            query?: {
                after?: string | null;
                /** @description Id: only what began with it */
                config?: string | null;
                /** @description Id or name: only what learns from it */
                dataset?: string | null;
                limit?: number;
                /** @description Id or name: only what it gathers */
                project?: string | null;
                search?: string | null;
                sort?: "newest" | "oldest" | "name" | "accuracy" | "top_k" | "macro_f1" | "auroc" | "loss" | "ece" | "seconds";
                state?: ("queued" | "placed" | "running" | "succeeded" | "failed" | "cancelled")[];
                /** @description Id: only the runs of it */
                sweep?: string | null;
                tag?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RunListed_"];
                };
            };
        };
    };
    start_run_api_v1_classifiers_runs_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunStart"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStarted"];
                };
            };
        };
    };
    show_run_api_v1_classifiers_runs__run__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunShown"];
                };
            };
        };
    };
    delete_run_api_v1_classifiers_runs__run__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    update_run_api_v1_classifiers_runs__run__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunUpdate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunShown"];
                };
            };
        };
    };
    export_config_api_v1_classifiers_runs__run__config_json_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainConfig"];
                };
            };
        };
    };
    show_run_curves_api_v1_classifiers_runs__run__curves_get: {
        parameters: {
            query?: {
                /** @description Only points beyond this step */
                after_step?: number;
                /** @description Only this curve */
                name?: string | null;
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunCurves"];
                };
            };
        };
    };
    show_run_evaluation_api_v1_classifiers_runs__run__evaluations__split__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
                split: "train" | "val" | "test";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
        };
    };
    download_run_model_api_v1_classifiers_runs__run__model_zip_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            307: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    show_onnx_api_v1_classifiers_runs__run__onnx_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnnxState"];
                };
            };
        };
    };
    export_onnx_api_v1_classifiers_runs__run__onnx_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnnxState"];
                };
            };
        };
    };
    list_run_predictions_api_v1_classifiers_runs__run__predictions_get: {
        parameters: {
            query?: {
                after?: string | null;
                /** @description false: only the mistakes */
                correct?: boolean | null;
                label?: string | null;
                limit?: number;
                predicted?: string | null;
                sort?: "position" | "confident" | "uncertain" | "loss";
                split?: "train" | "val" | "test";
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RunPrediction_"];
                };
            };
        };
    };
    publish_run_api_v1_classifiers_runs__run__publish_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Publish"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Published"];
                };
            };
        };
    };
    relabel_run_pictures_api_v1_classifiers_runs__run__relabel_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Relabel"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Relabelled"];
                };
            };
        };
    };
    rerun_run_api_v1_classifiers_runs__run__rerun_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStarted"];
                };
            };
        };
    };
    resume_run_api_v1_classifiers_runs__run__resume_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStarted"];
                };
            };
        };
    };
    stop_run_api_v1_classifiers_runs__run__stop_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunShown"];
                };
            };
        };
    };
    show_tensorboard_of_run_api_v1_classifiers_runs__run__tensorboard_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TensorBoardShown"];
                };
            };
        };
    };
    open_tensorboard_of_run_api_v1_classifiers_runs__run__tensorboard_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TensorBoardShown"];
                };
            };
        };
    };
    close_tensorboard_of_run_api_v1_classifiers_runs__run__tensorboard_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    import_run_api_v1_classifiers_runs_import_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_import_run_api_v1_classifiers_runs_import_post"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunImported"];
                };
            };
        };
    };
    list_sweeps_api_v1_classifiers_sweeps_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
                /** @description Id or name: only what it gathers */
                project?: string | null;
                search?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SweepListed_"];
                };
            };
        };
    };
    start_sweep_api_v1_classifiers_sweeps_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SweepStart"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepShown"];
                };
            };
        };
    };
    show_sweep_api_v1_classifiers_sweeps__sweep_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepShown"];
                };
            };
        };
    };
    delete_sweep_api_v1_classifiers_sweeps__sweep_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    stop_sweep_api_v1_classifiers_sweeps__sweep_id__stop_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepShown"];
                };
            };
        };
    };
    preview_sweep_api_v1_classifiers_sweeps_preview_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SweepAsk"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepPreview"];
                };
            };
        };
    };
    list_run_tags_api_v1_classifiers_tags_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
        };
    };
    show_content_filter_api_v1_content_filter_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilterShown"];
                };
            };
        };
    };
    set_content_filter_api_v1_content_filter_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilterSet"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilterShown"];
                };
            };
        };
    };
    remove_content_filter_api_v1_content_filter_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_datasets_api_v1_datasets_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
                project?: string | null;
                search?: string | null;
                source?: ("pictures" | "path") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DatasetShown_"];
                };
            };
        };
    };
    create_dataset_api_v1_datasets_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatasetCreate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetDetail"];
                };
            };
        };
    };
    show_dataset_api_v1_datasets__id_or_name__get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetDetail"];
                };
            };
        };
    };
    delete_dataset_api_v1_datasets__id_or_name__delete: {
        parameters: {
            query?: {
                /** @description Though runs were trained on it: they keep their numbers alone */
                force?: boolean;
            };
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    update_dataset_api_v1_datasets__id_or_name__patch: {
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
                "application/json": components["schemas"]["DatasetUpdate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetDetail"];
                };
            };
        };
    };
    rename_classes_api_v1_datasets__id_or_name__classes_rename_post: {
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
                "application/json": components["schemas"]["ClassRename"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PicturesChanged"];
                };
            };
        };
    };
    show_dataset_doctor_api_v1_datasets__id_or_name__doctor_get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetDoctor"];
                };
            };
        };
    };
    examine_dataset_api_v1_datasets__id_or_name__doctor_post: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportStarted"];
                };
            };
        };
    };
    download_dataset_api_v1_datasets__id_or_name__download_get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description train/, val/ and test/ with a folder per class */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
        };
    };
    list_imports_api_v1_datasets__id_or_name__imports_get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportShown"][];
                };
            };
        };
    };
    look_at_folder_api_v1_datasets__id_or_name__look_post: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportStarted"];
                };
            };
        };
    };
    list_dataset_pictures_api_v1_datasets__id_or_name__pictures_get: {
        parameters: {
            query?: {
                /** @description Cursor: `next` of the page before */
                after?: string | null;
                /** @description Left out, or not */
                excluded?: boolean | null;
                /** @description With an open finding of this kind */
                finding?: ("unreadable" | "duplicate" | "near_duplicate" | "too_small" | "blurred" | "overexposed" | "underexposed" | "nearly_uniform" | "odd_aspect" | "face_cut_off" | "caption_empty" | "caption_not_text" | "caption_too_long" | "caption_without_trigger" | "caption_other_class" | "captions_all_same" | "too_few" | "too_alike" | "unbalanced") | null;
                /** @description With any open finding, or with none */
                has_findings?: boolean | null;
                /** @description Of this class */
                label?: string | null;
                /** @description Most pictures of the page */
                limit?: number;
                /** @description Put into another class than it came with, or not */
                relabelled?: boolean | null;
                /** @description With this in its file name */
                search?: string | null;
                /** @description Of this part */
                split?: ("train" | "val" | "test") | null;
            };
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DatasetPictureShown_"];
                };
            };
        };
    };
    import_pictures_api_v1_datasets__id_or_name__pictures_post: {
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
                "multipart/form-data": components["schemas"]["Body_import_pictures_api_v1_datasets__id_or_name__pictures_post"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportStarted"];
                };
            };
        };
    };
    show_dataset_picture_api_v1_datasets__id_or_name__pictures__picture_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                picture_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetPictureShown"];
                };
            };
        };
    };
    delete_dataset_picture_api_v1_datasets__id_or_name__pictures__picture_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                picture_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    update_dataset_picture_api_v1_datasets__id_or_name__pictures__picture_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                picture_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatasetPictureUpdate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetPictureShown"];
                };
            };
        };
    };
    change_dataset_pictures_api_v1_datasets__id_or_name__pictures_changes_post: {
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
                "application/json": components["schemas"]["PicturesChange"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PicturesChanged"];
                };
            };
        };
    };
    split_off_api_v1_datasets__id_or_name__split_post: {
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
                "application/json": components["schemas"]["SplitOff"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PicturesChanged"];
                };
            };
        };
    };
    list_versions_api_v1_datasets__id_or_name__versions_get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetVersionShown"][];
                };
            };
        };
    };
    create_version_api_v1_datasets__id_or_name__versions_post: {
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
                "application/json": components["schemas"]["VersionCreate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetVersionShown"];
                };
            };
        };
    };
    show_version_api_v1_datasets__id_or_name__versions__number__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetVersionShown"];
                };
            };
        };
    };
    diff_versions_api_v1_datasets__id_or_name__versions__number__diff_get: {
        parameters: {
            query?: {
                /** @description Number of the other; the dataset as it is now if left out */
                to?: number | null;
            };
            header?: never;
            path: {
                id_or_name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionDiff"];
                };
            };
        };
    };
    download_version_api_v1_datasets__id_or_name__versions__number__download_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description train/, val/ and test/ with a folder per class */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
        };
    };
    restore_version_api_v1_datasets__id_or_name__versions__number__restore_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PicturesChanged"];
                };
            };
        };
    };
    list_downloads_api_v1_downloads_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DownloadShown_"];
                };
            };
        };
    };
    start_download_api_v1_downloads_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DownloadAsked"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadStarted"];
                };
            };
        };
    };
    show_download_api_v1_downloads__job_id__get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadDetail"];
                };
            };
        };
    };
    discard_download_api_v1_downloads__job_id__delete: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    plan_download_api_v1_downloads_plan_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DownloadAsked"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadPlan"];
                };
            };
        };
    };
    list_tokens_api_v1_downloads_tokens_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TokenShown_"];
                };
            };
        };
    };
    show_token_api_v1_downloads_tokens__host__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                host: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenShown"];
                };
            };
        };
    };
    keep_token_api_v1_downloads_tokens__host__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                host: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenGiven"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenShown"];
                };
            };
        };
    };
    forget_token_api_v1_downloads_tokens__host__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                host: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    edit_pictures_api_v1_edits_post: {
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
                "application/json": components["schemas"]["EditSpec"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EditsShown"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EditsShown"];
                };
            };
        };
    };
    export_mine_api_v1_export_mine_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description A ZIP file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
        };
    };
    list_pictures_api_v1_gallery_get: {
        parameters: {
            query?: {
                /** @description What comes after this picture: `next` of the page before */
                after?: string | null;
                /** @description The pictures in the bin instead of the others */
                bin?: boolean;
                /** @description Put into the bin by the action that answered with this moment: what undo restores */
                binned_at?: string | null;
                character_id?: string | null;
                favourite?: boolean | null;
                /** @description What comes from this picture on, itself too */
                from?: string | null;
                /** @description edit: another size of a picture */
                kind?: ("image" | "video" | "edit") | null;
                limit?: number;
                model?: string | null;
                /** @description 2026-11, UTC */
                month?: string | null;
                /** @description Words of prompt, character, model or style; all must be there */
                q?: string | null;
                seed?: number | null;
                /** @description Made at this moment or later; UTC if it names no zone */
                since?: string | null;
                /** @description Name of a style */
                style?: string | null;
                /** @description Made before this moment */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_GalleryItem_"];
                };
            };
        };
    };
    show_picture_api_v1_gallery__picture_id__get: {
        parameters: {
            query?: {
                /** @description The pictures in the bin instead of the others */
                bin?: boolean;
                /** @description Put into the bin by the action that answered with this moment: what undo restores */
                binned_at?: string | null;
                character_id?: string | null;
                favourite?: boolean | null;
                /** @description edit: another size of a picture */
                kind?: ("image" | "video" | "edit") | null;
                model?: string | null;
                /** @description 2026-11, UTC */
                month?: string | null;
                /** @description Words of prompt, character, model or style; all must be there */
                q?: string | null;
                seed?: number | null;
                /** @description Made at this moment or later; UTC if it names no zone */
                since?: string | null;
                /** @description Name of a style */
                style?: string | null;
                /** @description Made before this moment */
                until?: string | null;
            };
            header?: never;
            path: {
                picture_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PictureDetail"];
                };
            };
        };
    };
    update_picture_api_v1_gallery__picture_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                picture_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PictureUpdate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GalleryItem"];
                };
            };
        };
    };
    make_picture_again_api_v1_gallery__picture_id__again_post: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string | null;
                prefer?: string | null;
            };
            path: {
                picture_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Again"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
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
        };
    };
    show_picture_as_webp_api_v1_gallery__picture_id__webp_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                picture_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description WebP */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": unknown;
                };
            };
        };
    };
    act_on_pictures_api_v1_gallery_actions_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GalleryAction"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionDone"];
                };
            };
        };
    };
    empty_bin_api_v1_gallery_bin_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionDone"];
                };
            };
        };
    };
    show_skeleton_api_v1_gallery_skeleton_get: {
        parameters: {
            query?: {
                /** @description The pictures in the bin instead of the others */
                bin?: boolean;
                /** @description Put into the bin by the action that answered with this moment: what undo restores */
                binned_at?: string | null;
                character_id?: string | null;
                favourite?: boolean | null;
                /** @description edit: another size of a picture */
                kind?: ("image" | "video" | "edit") | null;
                model?: string | null;
                /** @description 2026-11, UTC */
                month?: string | null;
                /** @description Words of prompt, character, model or style; all must be there */
                q?: string | null;
                seed?: number | null;
                /** @description Made at this moment or later; UTC if it names no zone */
                since?: string | null;
                /** @description Name of a style */
                style?: string | null;
                /** @description Made before this moment */
                until?: string | null;
            };
            header?: {
                "if-none-match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Skeleton"];
                };
            };
            /** @description Nothing has changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_GenerationShown_"];
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
                "application/json": components["schemas"]["GenerationAsk"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GenerationShown"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    create_generation_under_own_id_api_v1_generations__own_id__put: {
        parameters: {
            query?: never;
            header?: {
                prefer?: string | null;
            };
            path: {
                /** @description Any id of your own: letters, digits, . _ ~ - */
                own_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GenerationAsk"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GenerationShown"];
                };
            };
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
        };
    };
    list_inputs_api_v1_inputs_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_InputShown_"];
                };
            };
        };
    };
    create_input_api_v1_inputs_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_create_input_api_v1_inputs_post"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InputShown"];
                };
            };
        };
    };
    show_input_api_v1_inputs__input_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                input_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InputShown"];
                };
            };
        };
    };
    delete_input_api_v1_inputs__input_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                input_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_JobShown_"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobShown"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobShown"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobShown"];
                };
            };
        };
    };
    show_metrics_api_v1_jobs__job_id__metrics_get: {
        parameters: {
            query?: {
                name?: string | null;
                /** @description At most so many of each curve; lowest and highest of a stretch stay */
                points?: number;
                /** @description Only what came after this step */
                since_step?: number;
            };
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricCurve"][];
                };
            };
        };
    };
    run_job_next_api_v1_jobs__job_id__next_post: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobShown"];
                };
            };
        };
    };
    show_preview_api_v1_jobs__job_id__preview_get: {
        parameters: {
            query?: {
                position?: number;
            };
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": string;
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobShown"];
                };
            };
        };
    };
    ask_for_sample_api_v1_jobs__job_id__sample_post: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobShown"];
                };
            };
        };
    };
    list_webhooks_api_v1_jobs__job_id__webhooks_get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookShown"][];
                };
            };
        };
    };
    redeliver_api_v1_jobs__job_id__webhooks__call_id__redeliver_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookCallShown"];
                };
            };
        };
    };
    cancel_jobs_api_v1_jobs_cancel_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobsCancel"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobCancelled"][];
                };
            };
        };
    };
    summarise_jobs_api_v1_jobs_summary_get: {
        parameters: {
            query?: {
                /** @description When today began for the person; at midnight UTC if left out */
                since?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobsSummary"];
                };
            };
        };
    };
    list_keys_api_v1_keys_get: {
        parameters: {
            query?: {
                /** @description Everybody's keys; for admins */
                everybody?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_KeyShown_"];
                };
            };
        };
    };
    make_key_api_v1_keys_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyCreate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyMade"];
                };
            };
        };
    };
    revoke_key_api_v1_keys__key__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    update_key_api_v1_keys__key__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyUpdate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyShown"];
                };
            };
        };
    };
    list_limits_api_v1_limits_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitShown"][];
                };
            };
        };
    };
    show_limits_of_roles_api_v1_limits_roles_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitsOfRoles"];
                };
            };
        };
    };
    show_memory_api_v1_memory_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemoryShown"];
                };
            };
        };
    };
    show_load_options_api_v1_memory_options_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OptionsShown"];
                };
            };
        };
    };
    list_models_api_v1_models_get: {
        parameters: {
            query?: {
                /** @description Only what fits this family */
                family?: string | null;
                /** @description Only of this kind; base models draw pictures */
                kind?: ("base" | "video" | "lora" | "vae" | "embedding" | "controlnet" | "upscaler" | "captioner" | "classifier" | "component") | null;
                /** @description Part of a name or description */
                search?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
        };
    };
    add_model_api_v1_models_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelAdd"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelShown"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelShown"];
                };
            };
        };
    };
    remove_model_api_v1_models__name__delete: {
        parameters: {
            query?: {
                /** @description Even if something needs it */
                force?: boolean;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelRemoved"];
                };
            };
        };
    };
    update_model_api_v1_models__name__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelUpdate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelShown"];
                };
            };
        };
    };
    convert_model_api_v1_models__name__convert_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ModelConvert"] | null;
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConvertStarted"];
                };
            };
        };
    };
    export_lora_api_v1_models__name__export_get: {
        parameters: {
            query?: {
                /** @description A base model that it fits; found on the shelf if left out */
                base?: string | null;
                /** @description kohya is what A1111 and ComfyUI read */
                layout?: "diffusers" | "kohya";
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    will_it_fit_api_v1_models__name__fit_get: {
        parameters: {
            query?: {
                /** @description Attention back end, by diffusers' name; its own if empty */
                attention?: string | null;
                /** @description Compute attention in slices */
                attention_slicing?: boolean;
                /** @description Memory layout that suits convolutions on GPUs */
                channels_last?: boolean;
                /** @description torch.compile; regional compiles the repeated blocks only */
                compile?: "off" | "regional" | "full" | "max-autotune";
                /** @description Keep parts in main memory, one on the device at a time */
                cpu_offload?: boolean;
                /** @description Spread over devices, by one of diffusers' own plans */
                device_map?: string | null;
                /** @description Groups of layers, moved while others compute */
                group_offload?: boolean;
                /** @description Pixels; the model's own size if left out */
                height?: number | null;
                /** @description Never hold the weights twice while loading */
                low_cpu_memory?: boolean;
                /** @description Pictures at a time */
                n?: number;
                /** @description Number type of the weights; auto suits the device */
                precision?: "auto" | "f32" | "f16" | "bf16";
                /** @description Store weights in fewer bits */
                quantization?: "none" | "int8" | "int4" | "nf4" | "fp4" | "fp8";
                /** @description Parts to quantize, such as transformer; the denoiser and large text encoders if empty */
                quantize_parts?: string[];
                /** @description Layer by layer: least memory, very slow */
                sequential_cpu_offload?: boolean;
                /** @description Skip computing that changes little: faster, not the same */
                step_cache?: "off" | "first_block" | "pyramid_attention" | "faster" | "taylorseer" | "mag";
                /** @description Decode pictures of a batch one by one */
                vae_slicing?: boolean;
                /** @description Decode large pictures in tiles */
                vae_tiling?: boolean;
                /** @description Pixels; the model's own size if left out */
                width?: number | null;
                /** @description Name or id of one worker; all if left out */
                worker?: string | null;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fit"];
                };
            };
        };
    };
    load_model_api_v1_models__name__load_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LoadRequest"] | null;
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadStarted"];
                };
            };
        };
    };
    cancel_load_api_v1_models__name__load_cancel_post: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadCancelled"];
                };
            };
        };
    };
    predict_api_v1_models__name__predict_post: {
        parameters: {
            query?: never;
            header?: {
                prefer?: string | null;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Images
                     * @description Inputs (img_…), pictures of the gallery (pic_…), pictures of datasets, or data:image/png;base64,…
                     */
                    images: string[];
                    /**
                     * Saliency
                     * @description Show what the model looked at: gradient; gradcam (convolutions); attention (transformers); auto takes what fits the model. It takes about three times as long
                     */
                    saliency?: ("gradient" | "gradcam" | "attention") | "auto" | null;
                    /**
                     * Top K
                     * @description How many of the likeliest classes
                     * @default 5
                     */
                    top_k?: number;
                };
                "multipart/form-data": {
                    /** @description The pictures */
                    files: string[];
                    /**
                     * Saliency
                     * @description Show what the model looked at: gradient; gradcam (convolutions); attention (transformers); auto takes what fits the model. It takes about three times as long
                     */
                    saliency?: ("gradient" | "gradcam" | "attention") | "auto" | null;
                    /**
                     * Top K
                     * @description How many of the likeliest classes
                     * @default 5
                     */
                    top_k?: number;
                };
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionShown"];
                };
            };
            /** @description Not done within the time of `Prefer: wait` */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionShown"];
                };
            };
        };
    };
    store_model_api_v1_models__name__store_post: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreStarted"];
                };
            };
        };
    };
    unstore_model_api_v1_models__name__store_delete: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelUnstored"];
                };
            };
        };
    };
    unload_model_api_v1_models__name__unload_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UnloadRequest"] | null;
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unloaded"];
                };
            };
        };
    };
    identify_model_api_v1_models_identify_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelPath"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identified"];
                };
            };
        };
    };
    upload_model_api_v1_models_upload_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_upload_model_api_v1_models_upload_post"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelShown"];
                };
            };
        };
    };
    list_pods_api_v1_pods_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
                /** @description Only those that are there, or on their way */
                live?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PodShown_"];
                };
            };
        };
    };
    make_pod_api_v1_pods_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PodAsked"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PodShown"];
                };
            };
        };
    };
    show_pod_api_v1_pods__pod__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pod: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PodShown"];
                };
            };
        };
    };
    end_pod_api_v1_pods__pod__delete: {
        parameters: {
            query?: {
                /** @description Do not let its jobs finish: others take them over */
                now?: boolean;
            };
            header?: never;
            path: {
                pod: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PodShown"];
                };
            };
        };
    };
    adopt_pod_api_v1_pods__pod__adopt_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pod: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PodShown"];
                };
            };
        };
    };
    start_pod_api_v1_pods__pod__start_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pod: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PodShown"];
                };
            };
        };
    };
    stop_pod_api_v1_pods__pod__stop_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pod: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PodShown"];
                };
            };
        };
    };
    list_gpus_api_v1_pods_gpus_get: {
        parameters: {
            query?: {
                cloud?: "secure" | "community";
                /** @description GPUs of one pod */
                count?: number;
                provider?: "runpod";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GpuShown"][];
                };
            };
        };
    };
    show_provider_api_v1_pods_providers__provider__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: "runpod";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PodProviderShown"];
                };
            };
        };
    };
    keep_provider_key_api_v1_pods_providers__provider__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: "runpod";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyGiven"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PodProviderShown"];
                };
            };
        };
    };
    forget_provider_key_api_v1_pods_providers__provider__delete: {
        parameters: {
            query?: {
                /** @description Even if pods are there: nobody here ends them any more */
                force?: boolean;
            };
            header?: never;
            path: {
                provider: "runpod";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    list_pod_rules_api_v1_pods_rules_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PodRuleShown_"];
                };
            };
        };
    };
    make_pod_rule_api_v1_pods_rules_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleAsked"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PodRuleShown"];
                };
            };
        };
    };
    show_pod_rule_api_v1_pods_rules__rule__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rule: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PodRuleShown"];
                };
            };
        };
    };
    change_pod_rule_api_v1_pods_rules__rule__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rule: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleAsked"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PodRuleShown"];
                };
            };
        };
    };
    remove_pod_rule_api_v1_pods_rules__rule__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rule: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    preview_pod_rule_api_v1_pods_rules__rule__preview_get: {
        parameters: {
            query?: {
                /** @description As if a rule that is off were on */
                if_on?: boolean;
            };
            header?: never;
            path: {
                rule: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulePreview"];
                };
            };
        };
    };
    show_spending_api_v1_pods_spending_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Spending"];
                };
            };
        };
    };
    show_prediction_api_v1_predictions__job_id__get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionShown"];
                };
            };
        };
    };
    show_preferences_api_v1_preferences_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
        };
    };
    change_preferences_api_v1_preferences_patch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreferenceChanges"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
        };
    };
    list_projects_api_v1_projects_get: {
        parameters: {
            query?: {
                search?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ProjectShown_"];
                };
            };
        };
    };
    create_project_api_v1_projects_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectCreate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectShown"];
                };
            };
        };
    };
    show_project_api_v1_projects__id_or_name__get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectShown"];
                };
            };
        };
    };
    delete_project_api_v1_projects__id_or_name__delete: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    update_project_api_v1_projects__id_or_name__patch: {
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
                "application/json": components["schemas"]["ProjectUpdate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectShown"];
                };
            };
        };
    };
    list_members_api_v1_projects__id_or_name__members_get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberShown"][];
                };
            };
        };
    };
    share_project_api_v1_projects__id_or_name__members__person__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                person: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberRole"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberShown"];
                };
            };
        };
    };
    unshare_project_api_v1_projects__id_or_name__members__person__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
                person: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    make_recipe_again_api_v1_recipes_again_post: {
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
                "application/json": components["schemas"]["RecipeAgain"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipeAgainShown"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipeAgainShown"];
                };
            };
        };
    };
    compare_recipes_api_v1_recipes_compare_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecipeCompare"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipeCompared"];
                };
            };
        };
    };
    read_recipe_api_v1_recipes_read_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_read_recipe_api_v1_recipes_read_post"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipeRead"];
                };
            };
        };
    };
    verify_recipe_api_v1_recipes_verify_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_verify_recipe_api_v1_recipes_verify_post"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provenance"];
                };
            };
        };
    };
    show_retention_api_v1_retention_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
        };
    };
    follow_retention_api_v1_retention_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tidied"];
                };
            };
        };
    };
    list_schedulers_api_v1_schedulers_get: {
        parameters: {
            query?: {
                /** @description Only those that this model can use */
                model?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SchedulerShown_"];
                };
            };
        };
    };
    show_settings_api_v1_settings_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingShown"][];
                };
            };
        };
    };
    show_storage_api_v1_storage_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StorageShown"];
                };
            };
        };
    };
    check_storage_api_v1_storage_check_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StorageChecked"];
                };
            };
        };
    };
    list_styles_api_v1_styles_get: {
        parameters: {
            query?: {
                mine?: boolean;
                /** @description Whose thumbnails to show; the default model's */
                model?: string | null;
                search?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StyleList"];
                };
            };
        };
    };
    create_style_api_v1_styles_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StyleCreate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StyleShown"];
                };
            };
        };
    };
    show_style_api_v1_styles__id_or_name__get: {
        parameters: {
            query?: {
                /** @description Whose thumbnails to show; the default model's */
                model?: string | null;
            };
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StyleShown"];
                };
            };
        };
    };
    delete_style_api_v1_styles__id_or_name__delete: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    update_style_api_v1_styles__id_or_name__patch: {
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
                "application/json": components["schemas"]["StyleUpdate"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StyleShown"];
                };
            };
        };
    };
    copy_style_api_v1_styles__id_or_name__copy_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["StyleCopy"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StyleShown"];
                };
            };
        };
    };
    draw_thumbnail_api_v1_styles__id_or_name__thumbnail_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ThumbnailAsked"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThumbnailJob"];
                };
            };
        };
    };
    export_styles_api_v1_styles_export_get: {
        parameters: {
            query?: {
                built_in?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StyleFile"];
                };
            };
        };
    };
    import_styles_api_v1_styles_import_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_import_styles_api_v1_styles_import_post"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StyleImport"];
                };
            };
        };
    };
    draw_missing_thumbnails_api_v1_styles_thumbnails_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ThumbnailAsked"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThumbnailJobs"];
                };
            };
        };
    };
    show_system_api_v1_system_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemShown"];
                };
            };
        };
    };
    start_upload_api_v1_uploads_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UploadAsked"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadStarted"];
                };
            };
        };
    };
    cancel_upload_api_v1_uploads__upload_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    put_upload_api_v1_uploads__upload_id__content_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    finish_upload_api_v1_uploads__upload_id__finish_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UploadTarget"] | null;
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadFinished"];
                };
            };
        };
    };
    show_usage_api_v1_usage_get: {
        parameters: {
            query?: {
                /** @description Id or name of one account; for admins any */
                account?: string | null;
                /** @description A line for each day, account, or key */
                by?: "day" | "account" | "key";
                /** @description The first day (UTC); 30 days back if left out */
                from?: string | null;
                /** @description The last day (UTC); today if left out */
                to?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageShown"];
                };
            };
        };
    };
    usage_as_csv_api_v1_usage_csv_get: {
        parameters: {
            query?: {
                /** @description Id or name of one account; for admins any */
                account?: string | null;
                /** @description A line for each day, account, or key */
                by?: "day" | "account" | "key";
                /** @description The first day (UTC); 30 days back if left out */
                from?: string | null;
                /** @description The last day (UTC); today if left out */
                to?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description One line for each day, account or key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
        };
    };
    list_videos_api_v1_videos_get: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_VideoShown_"];
                };
            };
        };
    };
    create_video_api_v1_videos_post: {
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
                "application/json": components["schemas"]["VideoAsk"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoShown"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoShown"];
                };
            };
        };
    };
    show_video_api_v1_videos__video_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoShown"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
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
    show_worker_api_v1_workers__worker__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerShown"];
                };
            };
        };
    };
    drain_worker_api_v1_workers__worker__drain_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerShown"];
                };
            };
        };
    };
    undrain_worker_api_v1_workers__worker__drain_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                worker: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerShown"];
                };
            };
        };
    };
    list_workflows_api_v1_workflows_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_WorkflowShown_"];
                };
            };
        };
    };
    add_workflow_api_v1_workflows_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Template"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowDetail"];
                };
            };
        };
    };
    show_workflow_api_v1_workflows__name__get: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowDetail"];
                };
            };
        };
    };
    change_workflow_api_v1_workflows__name__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Template"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowDetail"];
                };
            };
        };
    };
    remove_workflow_api_v1_workflows__name__delete: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    check_workflow_api_v1_workflows__name__check_post: {
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowCheck"];
                };
            };
        };
    };
    run_workflow_api_v1_workflows__name__run_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkflowRunAsk"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowStarted"];
                };
            };
        };
    };
    list_comfyui_servers_api_v1_workflows_servers_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ServerShown_"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CharacterCreated"];
                };
            };
        };
    };
    list_controlnets_controlnet_model_list_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlNets"];
                };
            };
        };
    };
    list_modules_controlnet_module_list_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Modules"];
                };
            };
        };
    };
    show_version_controlnet_version_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
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
            header?: {
                "if-none-match"?: string | null;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description You have it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    generate_generate_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description application/json for links in place of the picture */
                accept?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GenerationAsk"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description The picture; with `Accept: application/json`, or when there are several, links to them */
            200: {
                headers: {
                    "Safelight-Generation"?: string;
                    "Safelight-Job"?: string;
                    /** @description How long it was drawn */
                    "Safelight-Seconds"?: number;
                    "Safelight-Seed"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestShown"];
                    "image/png": string;
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageMade"];
                };
            };
        };
    };
    generate_video_generate_video_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GenerateVideo"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoMade"];
                };
            };
        };
    };
    queue_generate_queue_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GenerationAsk"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestShown"];
                };
            };
        };
    };
    queue_under_own_id_generate_queue__request_id__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Any id: letters, digits, . _ ~ - */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GenerationAsk"];
            };
        };
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestShown"];
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
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
            query?: {
                /** @description optional: ready to take jobs, and to let workers join, though nobody does them yet */
                workers?: "needed" | "optional";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
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
    metrics_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
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
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
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
    show_queue_queue_status_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueShown"];
                };
            };
        };
    };
    show_request_queue_status__request_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the queue gave it, or as you chose it */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestShown"];
                };
            };
        };
    };
    cancel_queue_status__request_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the queue gave it, or as you chose it */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestShown"];
                };
            };
        };
    };
    result_result__request_id__get: {
        parameters: {
            query?: {
                /** @description Which one, of several pictures */
                index?: number | null;
            };
            header?: {
                /** @description application/json for links in place of the picture */
                accept?: string;
            };
            path: {
                /** @description As the queue gave it, or as you chose it */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description The picture; with `Accept: application/json`, or when there are several, links to them */
            200: {
                headers: {
                    "Safelight-Generation"?: string;
                    "Safelight-Job"?: string;
                    /** @description How long it was drawn */
                    "Safelight-Seconds"?: number;
                    "Safelight-Seed"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestShown"];
                    "image/png": string;
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestShown"];
                };
            };
        };
    };
    cancel_result__request_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the queue gave it, or as you chose it */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            "4XX": components["responses"]["Problem"];
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestShown"];
                };
            };
        };
    };
    show_flags_sdapi_v1_cmd_flags_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: boolean;
                    };
                };
            };
        };
    };
    list_embeddings_sdapi_v1_embeddings_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Embeddings"];
                };
            };
        };
    };
    enlarge_several_sdapi_v1_extra_batch_images_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtraBatch"];
            };
        };
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtraBatchDone"];
                };
            };
        };
    };
    enlarge_sdapi_v1_extra_single_image_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtraSingle"];
            };
        };
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtraSingleDone"];
                };
            };
        };
    };
    list_nothing_sdapi_v1_face_restorers_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__lists__Named"][];
                };
            };
        };
    };
    list_nothing_sdapi_v1_hypernetworks_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__lists__Named"][];
                };
            };
        };
    };
    img2img_sdapi_v1_img2img_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Img2Img"];
            };
        };
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drawn"];
                };
            };
        };
    };
    interrupt_sdapi_v1_interrupt_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    list_latent_upscale_modes_sdapi_v1_latent_upscale_modes_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__lists__Named"][];
                };
            };
        };
    };
    list_loras_sdapi_v1_loras_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lora"][];
                };
            };
        };
    };
    show_memory_sdapi_v1_memory_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Memory"];
                };
            };
        };
    };
    show_options_sdapi_v1_options_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
        };
    };
    change_options_sdapi_v1_options_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: components["schemas"]["JsonValue"];
                };
            };
        };
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    read_picture_sdapi_v1_png_info_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PngInfo"];
            };
        };
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PngInfoRead"];
                };
            };
        };
    };
    show_progress_sdapi_v1_progress_get: {
        parameters: {
            query?: {
                /** @description Leave current_image out */
                skip_current_image?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Standing"];
                };
            };
        };
    };
    list_styles_sdapi_v1_prompt_styles_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Style"][];
                };
            };
        };
    };
    list_nothing_sdapi_v1_realesrgan_models_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__lists__Named"][];
                };
            };
        };
    };
    refresh_sdapi_v1_refresh_checkpoints_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    refresh_sdapi_v1_refresh_embeddings_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    refresh_sdapi_v1_refresh_loras_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    refresh_sdapi_v1_refresh_vae_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    reload_checkpoint_sdapi_v1_reload_checkpoint_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    list_samplers_sdapi_v1_samplers_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sampler"][];
                };
            };
        };
    };
    list_schedulers_sdapi_v1_schedulers_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"][];
                };
            };
        };
    };
    list_script_info_sdapi_v1_script_info_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScriptInfo"][];
                };
            };
        };
    };
    list_scripts_sdapi_v1_scripts_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scripts"];
                };
            };
        };
    };
    list_checkpoints_sdapi_v1_sd_models_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"][];
                };
            };
        };
    };
    list_vaes_sdapi_v1_sd_modules_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vae"][];
                };
            };
        };
    };
    list_vaes_sdapi_v1_sd_vae_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vae"][];
                };
            };
        };
    };
    interrupt_sdapi_v1_skip_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    txt2img_sdapi_v1_txt2img_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Txt2Img"];
            };
        };
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drawn"];
                };
            };
        };
    };
    unload_checkpoint_sdapi_v1_unload_checkpoint_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
        };
    };
    list_upscalers_sdapi_v1_upscalers_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["safelight__doors__a1111__errors__Refusal"];
                };
            };
            "5XX": components["responses"]["Problem"];
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upscaler"][];
                };
            };
        };
    };
    edit_image_v1_images_edits_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Background
                     * @description Taken and not used: pictures are opaque
                     */
                    background?: string | null;
                    /**
                     * Character Id
                     * @description A trained character to draw
                     */
                    character_id?: string | null;
                    /**
                     * Clip Skip
                     * @description Layers of CLIP to leave out at its end
                     */
                    clip_skip?: number | null;
                    /**
                     * Controls
                     * @description ControlNets
                     * @default []
                     */
                    controls?: components["schemas"]["ControlAsk"][];
                    /**
                     * Embeddings
                     * @description Textual inversions among the models; their name is their token
                     * @default []
                     */
                    embeddings?: string[];
                    /**
                     * Engine
                     * @description native or comfyui; ComfyUI where it alone has the model, else native
                     */
                    engine?: ("native" | "comfyui") | null;
                    /**
                     * Guidance Rescale
                     * @description Against overexposure by guidance
                     */
                    guidance_rescale?: number | null;
                    /**
                     * Guidance Scale
                     * @description Or `guidance`, `cfg_scale`
                     */
                    guidance_scale?: number | null;
                    /**
                     * Height
                     * @description Pixels, a multiple of 8
                     */
                    height?: number | null;
                    /** @description A second, larger pass */
                    hires?: components["schemas"]["HiresAsk"] | null;
                    /**
                     * Image
                     * @description Input (img_…) or picture (pic_…) to start from
                     */
                    image?: string | null;
                    /**
                     * Images
                     * @description One picture; several cannot be joined
                     * @default []
                     */
                    images?: {
                        /**
                         * File Id
                         * @description An input (img_…) or a picture (pic_…)
                         */
                        file_id?: string | null;
                        /**
                         * Image Url
                         * @description data:image/png;base64,…; nothing is fetched from the web
                         */
                        image_url?: string | null;
                    }[];
                    /**
                     * Input Fidelity
                     * @description Taken and not used; see strength
                     */
                    input_fidelity?: string | null;
                    /**
                     * Lora Scale
                     * @description Strength of the character's LoRA
                     * @default 1
                     */
                    lora_scale?: number;
                    /**
                     * Loras
                     * @description More LoRAs
                     * @default []
                     */
                    loras?: components["schemas"]["LoraAsk"][];
                    /** @description Transparent, or white if opaque, is drawn anew */
                    mask?: {
                        /**
                         * File Id
                         * @description An input (img_…) or a picture (pic_…)
                         */
                        file_id?: string | null;
                        /**
                         * Image Url
                         * @description data:image/png;base64,…; nothing is fetched from the web
                         */
                        image_url?: string | null;
                    } | null;
                    /**
                     * Mask Blur
                     * @description Softness of the mask's edge in pixels
                     * @default 4
                     */
                    mask_blur?: number;
                    /**
                     * Mask Image
                     * @description Input as large as `image`: white is drawn anew
                     */
                    mask_image?: string | null;
                    /**
                     * Model
                     * @description A base model, a character, `base:lora`, or an alias; see /v1/models
                     */
                    model?: string | null;
                    /**
                     * Moderation
                     * @description Taken and not used
                     */
                    moderation?: string | null;
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
                     * @description Or `steps`
                     */
                    num_inference_steps?: number | null;
                    /**
                     * Output Compression
                     * @description Quality of jpeg and webp
                     * @default 100
                     */
                    output_compression?: number;
                    /**
                     * Output Format
                     * @description Of the files
                     * @default png
                     * @enum {string}
                     */
                    output_format?: "png" | "jpeg" | "webp";
                    /**
                     * Padding Mask Crop
                     * @description Draw the masked region alone, at full size, with this margin around
                     */
                    padding_mask_crop?: number | null;
                    /**
                     * Partial Images
                     * @description With stream: how many looks at each picture in the making
                     * @default 0
                     */
                    partial_images?: number;
                    /**
                     * Prompt
                     * @description What to draw
                     */
                    prompt: string;
                    /**
                     * Prompt Weighting
                     * @description auto reads (word:1.3), [word] and BREAK, and prompts beyond the encoder's limit in chunks; off takes every character as it is
                     * @default auto
                     * @enum {string}
                     */
                    prompt_weighting?: "auto" | "off";
                    /**
                     * Quality
                     * @description Taken and not used
                     */
                    quality?: string | null;
                    /**
                     * Resize Mode
                     * @description How `image` comes to the size: exact stretches, fill crops, pad adds bars
                     * @default fill
                     * @enum {string}
                     */
                    resize_mode?: "exact" | "fill" | "pad";
                    /**
                     * Response Format
                     * @description url for dall-e-2, dall-e-3 and no model, b64_json for all else, if left out
                     */
                    response_format?: ("url" | "b64_json") | null;
                    /**
                     * Scheduler
                     * @description Or `sampler`
                     */
                    scheduler?: ("ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "edm_dpmpp_2m" | "edm_euler" | "euler" | "euler_a" | "heun" | "kdpm2" | "kdpm2_a" | "lcm" | "lms" | "pndm" | "sa_solver" | "tcd" | "unipc") | null;
                    /**
                     * Scheduler Options
                     * @description Settings of the sampler, such as use_karras_sigmas
                     * @default {}
                     */
                    scheduler_options?: {
                        [key: string]: boolean | number | string | null;
                    };
                    /**
                     * Seed
                     * @description Same seed, same picture; -1 or none is a random one
                     */
                    seed?: number | null;
                    /**
                     * Seeds
                     * @description A seed for each picture, instead of seed and n
                     * @default []
                     */
                    seeds?: number[];
                    /**
                     * Size
                     * @description auto, or one like 1024x1024: brought to what the model draws
                     */
                    size?: string | null;
                    /**
                     * Solo
                     * @description Draw it alone: the same to the bit each time, and slower where others wait
                     * @default false
                     */
                    solo?: boolean;
                    /**
                     * Stream
                     * @description Answer with server-sent events
                     * @default false
                     */
                    stream?: boolean;
                    /**
                     * Strength
                     * @description How far the picture may leave `image`; 0.6, or 1 with a mask
                     */
                    strength?: number | null;
                    /**
                     * Style
                     * @description Taken and not used
                     */
                    style?: string | null;
                    /**
                     * Styles
                     * @description Ids or names of styles, put around the prompt one by one
                     * @default []
                     */
                    styles?: string[];
                    /**
                     * True Cfg Scale
                     * @description Second guidance of distilled models (Flux); needed for negative prompts
                     */
                    true_cfg_scale?: number | null;
                    /**
                     * User
                     * @description Whom it is for: turns are taken between them
                     * @default
                     */
                    user?: string;
                    /**
                     * Vae
                     * @description VAE among the models, in place of the model's own
                     */
                    vae?: string | null;
                    /**
                     * Width
                     * @description Pixels, a multiple of 8
                     */
                    width?: number | null;
                };
                "multipart/form-data": {
                    /**
                     * Background
                     * @description Taken and not used: pictures are opaque
                     */
                    background?: string | null;
                    /**
                     * Character Id
                     * @description A trained character to draw
                     */
                    character_id?: string | null;
                    /**
                     * Clip Skip
                     * @description Layers of CLIP to leave out at its end
                     */
                    clip_skip?: number | null;
                    /**
                     * Controls
                     * @description ControlNets
                     * @default []
                     */
                    controls?: components["schemas"]["ControlAsk"][];
                    /**
                     * Embeddings
                     * @description Textual inversions among the models; their name is their token
                     * @default []
                     */
                    embeddings?: string[];
                    /**
                     * Engine
                     * @description native or comfyui; ComfyUI where it alone has the model, else native
                     */
                    engine?: ("native" | "comfyui") | null;
                    /**
                     * Guidance Rescale
                     * @description Against overexposure by guidance
                     */
                    guidance_rescale?: number | null;
                    /**
                     * Guidance Scale
                     * @description Or `guidance`, `cfg_scale`
                     */
                    guidance_scale?: number | null;
                    /**
                     * Height
                     * @description Pixels, a multiple of 8
                     */
                    height?: number | null;
                    /** @description A second, larger pass */
                    hires?: components["schemas"]["HiresAsk"] | null;
                    /**
                     * Format: binary
                     * @description The picture; `image[]` is the same
                     */
                    image: string;
                    /**
                     * Input Fidelity
                     * @description Taken and not used; see strength
                     */
                    input_fidelity?: string | null;
                    /**
                     * Lora Scale
                     * @description Strength of the character's LoRA
                     * @default 1
                     */
                    lora_scale?: number;
                    /**
                     * Loras
                     * @description More LoRAs
                     * @default []
                     */
                    loras?: components["schemas"]["LoraAsk"][];
                    /**
                     * Format: binary
                     * @description As large as the picture: transparent, or white if opaque, is drawn anew
                     */
                    mask?: string;
                    /**
                     * Mask Blur
                     * @description Softness of the mask's edge in pixels
                     * @default 4
                     */
                    mask_blur?: number;
                    /**
                     * Model
                     * @description A base model, a character, `base:lora`, or an alias; see /v1/models
                     */
                    model?: string | null;
                    /**
                     * Moderation
                     * @description Taken and not used
                     */
                    moderation?: string | null;
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
                     * @description Or `steps`
                     */
                    num_inference_steps?: number | null;
                    /**
                     * Output Compression
                     * @description Quality of jpeg and webp
                     * @default 100
                     */
                    output_compression?: number;
                    /**
                     * Output Format
                     * @description Of the files
                     * @default png
                     * @enum {string}
                     */
                    output_format?: "png" | "jpeg" | "webp";
                    /**
                     * Padding Mask Crop
                     * @description Draw the masked region alone, at full size, with this margin around
                     */
                    padding_mask_crop?: number | null;
                    /**
                     * Partial Images
                     * @description With stream: how many looks at each picture in the making
                     * @default 0
                     */
                    partial_images?: number;
                    /**
                     * Prompt
                     * @description What to draw
                     */
                    prompt: string;
                    /**
                     * Prompt Weighting
                     * @description auto reads (word:1.3), [word] and BREAK, and prompts beyond the encoder's limit in chunks; off takes every character as it is
                     * @default auto
                     * @enum {string}
                     */
                    prompt_weighting?: "auto" | "off";
                    /**
                     * Quality
                     * @description Taken and not used
                     */
                    quality?: string | null;
                    /**
                     * Resize Mode
                     * @description How `image` comes to the size: exact stretches, fill crops, pad adds bars
                     * @default fill
                     * @enum {string}
                     */
                    resize_mode?: "exact" | "fill" | "pad";
                    /**
                     * Response Format
                     * @description url for dall-e-2, dall-e-3 and no model, b64_json for all else, if left out
                     */
                    response_format?: ("url" | "b64_json") | null;
                    /**
                     * Scheduler
                     * @description Or `sampler`
                     */
                    scheduler?: ("ddim" | "ddpm" | "deis" | "dpmpp_2m" | "dpmpp_2m_karras" | "dpmpp_2m_sde" | "dpmpp_sde" | "edm_dpmpp_2m" | "edm_euler" | "euler" | "euler_a" | "heun" | "kdpm2" | "kdpm2_a" | "lcm" | "lms" | "pndm" | "sa_solver" | "tcd" | "unipc") | null;
                    /**
                     * Scheduler Options
                     * @description Settings of the sampler, such as use_karras_sigmas
                     * @default {}
                     */
                    scheduler_options?: {
                        [key: string]: boolean | number | string | null;
                    };
                    /**
                     * Seed
                     * @description Same seed, same picture; -1 or none is a random one
                     */
                    seed?: number | null;
                    /**
                     * Seeds
                     * @description A seed for each picture, instead of seed and n
                     * @default []
                     */
                    seeds?: number[];
                    /**
                     * Size
                     * @description auto, or one like 1024x1024: brought to what the model draws
                     */
                    size?: string | null;
                    /**
                     * Solo
                     * @description Draw it alone: the same to the bit each time, and slower where others wait
                     * @default false
                     */
                    solo?: boolean;
                    /**
                     * Stream
                     * @description Answer with server-sent events
                     * @default false
                     */
                    stream?: boolean;
                    /**
                     * Strength
                     * @description How far the picture may leave `image`; 0.6, or 1 with a mask
                     */
                    strength?: number | null;
                    /**
                     * Style
                     * @description Taken and not used
                     */
                    style?: string | null;
                    /**
                     * Styles
                     * @description Ids or names of styles, put around the prompt one by one
                     * @default []
                     */
                    styles?: string[];
                    /**
                     * True Cfg Scale
                     * @description Second guidance of distilled models (Flux); needed for negative prompts
                     */
                    true_cfg_scale?: number | null;
                    /**
                     * User
                     * @description Whom it is for: turns are taken between them
                     * @default
                     */
                    user?: string;
                    /**
                     * Vae
                     * @description VAE among the models, in place of the model's own
                     */
                    vae?: string | null;
                    /**
                     * Width
                     * @description Pixels, a multiple of 8
                     */
                    width?: number | null;
                };
            };
        };
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The pictures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImagesAnswer"];
                    "text/event-stream": string;
                };
            };
        };
    };
    generate_images_v1_images_generations_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImageAsk"];
            };
        };
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description The pictures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImagesAnswer"];
                    "text/event-stream": string;
                };
            };
        };
    };
    list_image_models_v1_models_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelCards"];
                };
            };
        };
    };
    show_image_model_v1_models__name__get: {
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
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelCard"];
                };
            };
        };
    };
}
