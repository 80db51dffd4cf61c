;;; eglot.el --- the language server in Emacs, over stdio -*- lexical-binding: t; coding: utf-8 -*-
;; emacs --batch -Q -l tests/lsp/eglot.el, with KHABAR (the program) and DRAFT (a file) set: see tests/lsp/run. Prints TAP.
;; Emacs 29 and later bring eglot, Emacs 28 needs elpa-eglot.

(setq make-backup-files nil create-lockfiles nil)
(unless (locate-library "eglot")
  (let ((default-directory "/usr/share/emacs/site-lisp/elpa/"))
    (when (file-directory-p default-directory) (normal-top-level-add-subdirs-to-load-path))))
(require 'eglot)
(require 'xref)
(require 'imenu)
(setq eglot-sync-connect t eglot-connect-timeout 20 eglot-autoshutdown nil)

(define-derived-mode draft-mode text-mode "Draft")
(add-to-list 'eglot-server-programs `(draft-mode . (,(getenv "KHABAR") "lsp" "--no-model")))

(defvar khabar-count 0)
(defvar khabar-failed 0)
(defun khabar-is (name expected found)
  "Prints the result of one test."
  (setq khabar-count (1+ khabar-count))
  (let ((fine (equal expected found)))
    (unless fine (setq khabar-failed (1+ khabar-failed)))
    (princ (format "%s %d - Emacs %s: %s\n" (if fine "ok" "not ok") khabar-count emacs-version name))
    (unless fine (princ (format "#   expected %S\n#   found    %S\n" expected found)))))

(defun khabar-ask (method &rest more)
  "The answer to METHOD at point."
  (jsonrpc-request (eglot-current-server) method (append (eglot--TextDocumentPositionParams) more)))
(defun khabar-names (list)
  "What the ranges in LIST stand for in the buffer, as eglot reads them."
  (mapcar (lambda (item)
            (let ((region (eglot--range-region (plist-get item :range))))
              (buffer-substring-no-properties (car region) (cdr region))))
          list))

(with-current-buffer (find-file-noselect (getenv "DRAFT"))
  (draft-mode)
  (apply #'eglot (eglot--guess-contact))
  (let ((before (buffer-string)))
    (goto-char (point-min))
    (search-forward "القاهرة")
    (backward-char 2)
    (khabar-is "hover shows the card" t
               (and (string-match-p "Cairo" (format "%S" (khabar-ask :textDocument/hover))) t))
    (khabar-is "references behind an emoji" '("القاهرة" "لقاهره")
               (khabar-names (khabar-ask :textDocument/references :context '(:includeDeclaration t))))
    ;; Emacs's own way there.
    (khabar-is "xref finds them too" 2 (length (xref-backend-references 'eglot "LSP identifier at point.")))
    (khabar-is "imenu lists people and places" t
               (let ((index (format "%S" (funcall imenu-create-index-function))))
                 (and (string-match-p "بان كي مون" index) (string-match-p "القاهرة" index) t)))
    (eglot-rename "كايرو")
    (khabar-is "rename writes one spelling, clitics kept" '("😀 زار بان كي مون" "مصر وبكايرو ثم لكايرو.")
               (split-string (buffer-string) "[\n]+" t " +"))
    (undo-boundary)
    (primitive-undo 1 buffer-undo-list)
    (erase-buffer)
    (insert before)
    ;; Edits reach the server before the next request.
    (goto-char (point-max))
    (insert "زار والقاه")
    (eglot--signal-textDocument/didChange)
    (khabar-is "completion replaces what was typed" "والقاهرة"
               (plist-get (plist-get (elt (plist-get (khabar-ask :textDocument/completion) :items) 0) :textEdit) :newText))
    (delete-region (- (point) (length "زار والقاه")) (point))
    (goto-char (point-min))
    (search-forward "القاهرة")
    (backward-char 2)
    (eglot--signal-textDocument/didChange)
    (let* ((here (eglot--pos-to-lsp-position))
           (actions (jsonrpc-request (eglot-current-server) :textDocument/codeAction
                                     (list :textDocument (eglot--TextDocumentIdentifier)
                                           :range (list :start here :end here) :context '(:diagnostics []))))
           (reject (seq-find (lambda (action) (string-match-p "Reject" (plist-get action :title))) actions)))
      (jsonrpc-request (eglot-current-server) :workspace/executeCommand
                       (list :command (plist-get (plist-get reject :command) :command)
                             :arguments (plist-get (plist-get reject :command) :arguments)))
      (khabar-is "a code action writes beside the draft" t (file-exists-p (concat (getenv "DRAFT") ".khabar.yaml")))
      (khabar-is "and the name is gone at once" nil (khabar-ask :textDocument/hover)))
    (eglot-shutdown (eglot-current-server))
    (khabar-is "it stops" nil (eglot-current-server))))
(princ (format "1..%d\n" khabar-count))
(set-buffer-modified-p nil)
(kill-emacs (if (zerop khabar-failed) 0 1))
