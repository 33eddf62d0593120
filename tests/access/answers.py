"""Which answer each role gets from each address: the table of test_every_url.

An address, then what GET and what POST of an empty form answer to the municipality of the story,
its directorate, the directorate's head, the provider, an expert of another municipality, a district
expert, an analyst of АСП, and nobody (not signed in). Each asks in their own organization, and
where the address names a record, for one of the municipality's story.

    .  the page       >  sent to another page      }  sent to the sign-in
    !  refused in words (400)      x  not for this role (403)      0  not found (404)
    ~  not asked in this way (405)      =  changed meanwhile (409)      -  over (410)
"""

ANSWERS = """
about                                   ........  ........
account_change_password                 .......}  .......}
account_confirm_email                   ........  00000000
account_confirm_login_code              >>>>>>>}  >>>>>>>}
account_email                           >>>>>>>>  >>>>>>>>
accounts/email/                         >>>>>>>>  >>>>>>>>
account_email_verification_sent         ........  ~~~~~~~~
account_inactive                        ........  ~~~~~~~~
account_login                           >>>>>>>.  >>>>>>>.
account_logout                          .......>  >>>>>>>>
account_reauthenticate                  .......}  .......}
account_reset_password                  ........  ........
account_reset_password_done             ........  ~~~~~~~~
account_reset_password_from_key         ........  ........
account_reset_password_from_key_done    ........  ~~~~~~~~
account_set_password                    >>>>>>>}  >>>>>>>}
account_signup                          >>>>>>>.  >>>>>>>.
accounts:add_role                       ~~~~~~~}  0000000x
accounts:areas                          .......}  ~~~~~~~x
accounts:change_area                    !!!!!!.}  !!!!!!.x
accounts:course                         .!...!.}  ~~~~~~~x
accounts:deactivate                     .000000}  !000000x
accounts:demo_sign_in                   ~~~~~~~~  00000000
accounts:home                           >>>>>>>}  ~~~~~~~~
accounts:invitation                     00000000  00000000
accounts:invitations                    .!...!.}  !!!!!!!x
accounts:members                        .......}  ~~~~~~~x
accounts:new_organization               !!!!!!.}  !!!!!!.x
accounts:open_invitation                >>>>>>>>  ~~~~~~~~
accounts:organization                   .......}  .......x
accounts:organizations                  !!!!!!.}  ~~~~~~~x
accounts:other_organization             !!!!!!.}  !!!!!!.x
accounts:profile                        .......}  .......}
accounts:remove_role                    ~~~~~~~}  >000000x
accounts:renew_invitation               ~~~~~~~}  .000000x
accounts:reset_second_factor            .000000}  !000000x
accounts:retention                      .!...!.}  .!...!.x
accounts:revoke_invitation              ~~~~~~~}  >000000x
accounts:roles                          .......}  ~~~~~~~x
accounts:sessions                       .......}  >>>>>>>}
bell                                    .......}  .......x
beside:live                             .......x  ~~~~~~~~
beside:static                           ........  ~~~~~~~~
desk:answer_time                        xxx.xxx}  xxx.xxxx
desk:drop_view                          ~~~~~~~}  >>>>>>>x
desk:find                               ~~~~~~~}  .......x
desk:home                               >>>>>>>}  >>>>>>>x
desk:presence                           ~~~~~~~}  ....000x
desk:preview                            ....0xx}  ....0xxx
desk:queues                             .....xx}  .....xxx
desk:save_view                          ~~~~~~~}  !!!!!!!x
desk:worklist                           .....xx}  .....xxx
desk:workload                           .x...xx}  .x...xxx
documents:drop_draft                    ~~~~~~~}  .......x
documents:save_draft                    ~~~~~~~}  .......x
healthz                                 ........  ........
law:calendar                            .......}  000000.x
law:deadlines                           .......}  ~~~~~~~x
law:revise                              000000.}  000000.x
law:terms                               .......}  ~~~~~~~x
mfa_activate_totp                       >>>>>>>}  >>>>>>>}
mfa_authenticate                        >>>>>>>}  >>>>>>>}
mfa_deactivate_totp                     0000000}  0000000}
mfa_download_recovery_codes             0000000}  0000000}
mfa_generate_recovery_codes             >>>>>>>}  >>>>>>>}
mfa_index                               .......}  ~~~~~~~}
mfa_reauthenticate                      >>>>>>>}  >>>>>>>}
mfa_view_recovery_codes                 0000000}  ~~~~~~~}
notices:notices                         .......}  ~~~~~~~x
notices:open_notice                     ~~~~~~~}  0000000x
notices:read_all                        ~~~~~~~}  >>>>>>>x
people:access                           ....0!!}  ~~~~~~~x
people:add                              ~~~~~~~}  !!!!0!!x
people:correction                       ...!0!!}  !!!!0!!x
people:decide                           ~~~~~~~}  !00!0!!x
people:decide_correction                ~~~~~~~}  000!0!!x
people:duplicates                       ...!.!!}  ~~~~~~~x
people:edit                             ...!0!!}  !!!!0!!x
people:end_phone                        ~~~~~~~}  >0000!!x
people:end_representative               ~~~~~~~}  >0000!!x
people:identifier                       ...!0!!}  !!!!0!!x
people:meet                             ~~~~~~~}  >>>!>!!x
people:merge                            .00!0!!}  !00!0!!x
people:new                              >>>!>!!}  >>>!>!!x
people:person                           ....0!!}  ~~~~~~~x
people:reveal                           ~~~~~~~}  ....0!!x
people:search                           .....!!}  !!!!!!!x
people:work                             ~~~~~~~}  !!!!0!!x
rail                                    .......}  .......x
referral:act                            ....000}  !!!!000x
referral:history                        ....000}  ....000x
referral:new                            ....000}  !!!!000x
referral:placement                      000.000}  000!000x
referral:request                        ....000}  ....000x
referral:usage                          000.000}  000.000x
register:change_capacity                >>>>>>>}  !!!!!!!x
register:close                          .!!.!!!}  .!!.!!!x
register:counts                         .......}  ~~~~~~~x
register:create                         .......}  .......x
register:create_complex                 .......}  .......x
register:edit                           .!!.!!!}  .!!.!!!x
register:enter_provider                 .......}  .......x
register:export                         .......}  ~~~~~~~x
register:print                          .......}  ~~~~~~~x
register:row                            .......}  ~~~~~~~x
register:service                        .......}  ~~~~~~~x
register:services                       .......}  ~~~~~~~x
set_language                            >>>>>>>>  >>>>>>>>
styleguide                              ........  ........
territory:import                        000000.}  000000.x
usersessions_list                       .......}  >>>>>>>}
"""
